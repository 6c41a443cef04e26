// What is answered when a required stage did not succeed.
#include <fmt/format.h>

#include "base/json_text.h"
#include "pipeline/runner.h"

namespace spark::pipeline {

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
  for (size_t i = 0; i < placed.features.size(); ++i) {
    if (!frame.slots[placed.features[i]].is_null()) continue;
    not_ready_.add(i);
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
  out += base::with_json_members(base::json_error("features not ready: " + names), members);
  return 422;
}

}  // namespace spark::pipeline
