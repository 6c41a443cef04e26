// What is answered when a required stage did not succeed.
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/json_text.h"
#include "pipeline/runner.h"

namespace spark::pipeline {

namespace {

constexpr std::string_view of_request = "input.";
constexpr size_t absent_named_max = 4;  // so that one line stays one

bool is_null(const frame::Plan& plan, const frame::Frame& frame, const std::string& name) {
  for (size_t slot = 0; slot < plan.slots.size(); ++slot)
    if (plan.slots[slot].name == name) return frame.slots[slot].is_null();
  return false;
}

// What the request lacks of the inputs of the stage that writes `slot`, as the request names them:
// where they stay away, the feature never gets ready.
void add_absent(const frame::Plan& plan, const frame::Frame& frame, uint32_t slot,
                std::vector<std::string>& absent) {
  for (const frame::PlacedStage& placed : plan.stages) {
    const auto& outputs = placed.outputs;
    if (placed.stage == nullptr || std::find(outputs.begin(), outputs.end(), slot) == outputs.end())
      continue;
    for (const auto& input : placed.stage->inputs()) {
      if (input.optional || !input.name.starts_with(of_request)) continue;
      std::string name = input.name.substr(of_request.size());
      const bool is_named = std::find(absent.begin(), absent.end(), name) != absent.end();
      if (!is_named && is_null(plan, frame, input.name)) absent.push_back(std::move(name));
    }
  }
}

std::string in_words(const std::vector<std::string>& absent) {
  std::string text;
  for (size_t i = 0; i < std::min(absent.size(), absent_named_max); ++i)
    text.append(i == 0 ? "; the request has no " : ", ").append(absent[i]);
  return text.append(absent.size() > absent_named_max ? ", …" : "");
}

}  // namespace

// The error object of a required stage that did not succeed.
uint32_t Runner::fail(size_t index, const frame::Frame& frame, std::string& out) {
  const frame::PlacedStage& placed = plan_.stages[index];
  const frame::Failure& failure = state_[index].failure;
  const bool not_ready = traces_[index].outcome == Outcome::not_ready;
  if (not_ready && placed.predicts()) return fail_not_ready(index, frame, out);
  if (not_ready) not_ready_ = NotReady(index);
  if (failure.code == frame::invalid) {
    base::append_json_error(out, failure.view());
  } else {
    base::append_json_error(
        out, fmt::format("stage '{}' could not answer: {}", placed.name, failure.view()));
  }
  if (not_ready) return 422;
  return failure.code == frame::invalid ? 400 : 500;
}

// No answer, since the model that must answer waits for its features: which ones, for clients that
// wait with it. A request that is not answered for that reason may allocate.
uint32_t Runner::fail_not_ready(size_t index, const frame::Frame& frame, std::string& out) {
  const frame::PlacedStage& placed = plan_.stages[index];
  not_ready_ = NotReady(index);
  std::string missing;
  std::string names;
  std::vector<std::string> absent;
  for (size_t i = 0; i < placed.features.size(); ++i) {
    if (!frame.slots[placed.features[i]].is_null()) continue;
    not_ready_.add(i);
    add_absent(plan_, frame, placed.features[i], absent);
    const std::string& name = placed.model->info().features[i];
    names += (names.empty() ? "" : ", ") + name;
    missing += missing.empty() ? "" : ",";
    base::append_json_string(missing, name);
  }
  if (names.empty()) names = state_[index].failure.view();
  std::string members = "\"missing\":[" + missing + "]";
  const uint32_t left = plan_.minutes_left_slot;
  if (left != frame::no_slot && !frame.slots[left].is_null())
    members += fmt::format(",\"minutes_left\":{}", frame.slots[left].i64);
  out += base::with_json_members(
      base::json_error("features not ready: " + names + in_words(absent)), members);
  return 422;
}

}  // namespace spark::pipeline
