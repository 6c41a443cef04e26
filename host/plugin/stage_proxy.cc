// Calls of a stage, and the checks of its description (once) and of its outputs (after each run).
#include "plugin/stage_proxy.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "base/assert.h"
#include "base/names.h"
#include "plugin/guard.h"
#include "plugin/layout.h"

namespace spark::plugin {

namespace {

base::Result<void> check_complete(const spark_stage& stage) {
  if (stage.destroy == nullptr) return base::Error("its destroy is null");
  if (stage.bind == nullptr) return base::Error("its bind is null");
  if (stage.worker_create == nullptr) return base::Error("its worker_create is null");
  if (stage.worker_destroy == nullptr) return base::Error("its worker_destroy is null");
  if (stage.run == nullptr) return base::Error("its run is null");
  return {};
}

base::Result<frame::SlotSpec> read_slot(const spark_slot* raw, std::string_view direction) {
  const bool is_input = direction == "input";
  if (raw == nullptr) return base::Error("one of its " + std::string(direction) + "s is null");
  const std::string an = "the name of an " + std::string(direction);
  auto name = read_name(raw->name, an, is_input ? ".-" : "");
  if (!name) return name.error();
  const std::string what = std::string(direction) + " '" + *name + "'";
  if (raw->type > SPARK_F64S || (raw->type == SPARK_NULL && !is_input))
    return base::Error(what + " has the unknown type " + std::to_string(raw->type));
  const uint32_t known =
      is_input ? SPARK_SLOT_OPTIONAL : SPARK_SLOT_NEVER_NULL | SPARK_SLOT_FEATURE;
  if ((raw->flags & ~known) != 0)
    return base::Error(what + " has flags that an " + std::string(direction) +
                       " cannot have: " + std::to_string(raw->flags));
  if ((raw->flags & SPARK_SLOT_FEATURE) != 0 && raw->type != SPARK_F64)
    return base::Error(what + " is offered as a feature but is no float");
  auto doc = read_text(raw->doc, "the doc of " + what, doc_bytes_max);
  if (!doc) return doc.error();
  return frame::SlotSpec{std::move(*name),
                         static_cast<frame::Type>(raw->type),
                         (raw->flags & SPARK_SLOT_OPTIONAL) != 0,
                         (raw->flags & SPARK_SLOT_NEVER_NULL) != 0,
                         (raw->flags & SPARK_SLOT_FEATURE) != 0,
                         std::move(*doc)};
}

base::Result<std::vector<frame::SlotSpec>> read_slots(const spark_slot* const* raw, uint32_t count,
                                                      std::string_view direction) {
  const std::string what = "its " + std::string(direction) + "s";
  if (count > stage_slots_max)
    return base::Error(what + " are " + std::to_string(count) + ", more than " +
                       std::to_string(stage_slots_max));
  if (count > 0 && raw == nullptr)
    return base::Error(what + " are null but counted " + std::to_string(count));
  std::vector<frame::SlotSpec> slots;
  std::set<std::string> seen;
  for (const spark_slot* each : std::span(raw, count)) {
    auto slot = read_slot(each, direction);
    if (!slot) return slot.error();
    // Reading one slot twice is harmless, and configuration may ask for it; writing one twice is
    // not.
    if (!seen.insert(slot->name).second && direction == "output")
      return base::Error("it has the output '" + slot->name + "' twice");
    slots.push_back(std::move(*slot));
  }
  return slots;
}

bool all_finite(std::span<const double> numbers) noexcept {
  for (const double number : numbers)
    if (!std::isfinite(number)) return false;
  return true;
}

// How a value that a plugin wrote breaks its slot's declaration; "" if it does not.
std::string_view fault_of(const frame::Value& value, const frame::SlotSpec& spec) noexcept {
  if (value.is_null()) return spec.never_null ? "is null, though declared never to be" : "";
  if (value.type != spec.type) return "is not of its declared type";
  switch (value.type) {
    case frame::Type::f64:
      return std::isfinite(value.f64) ? "" : "is not a finite number";
    case frame::Type::boolean:
      return value.i64 == 0 || value.i64 == 1 ? "" : "is neither true nor false";
    case frame::Type::string:
      if (value.length > output_bytes_max) return "is too long";
      return value.length == 0 || value.str != nullptr ? "" : "has a length but no bytes";
    case frame::Type::f64s:
      if (value.length > output_bytes_max / sizeof(double)) return "is too long";
      if (value.length > 0 && value.array == nullptr) return "has a length but no numbers";
      return all_finite(value.numbers()) ? "" : "holds what is not a finite number";
    case frame::Type::i64:
    case frame::Type::null:
      break;
  }
  return "";
}

void tell(frame::Failure& failure, std::string_view name, std::string_view fault) noexcept {
  constexpr std::string_view before = "output '";
  constexpr std::string_view between = "' ";
  constexpr size_t fault_bytes_max = 64;
  static_assert(before.size() + base::identifier_bytes_max + between.size() + fault_bytes_max <
                sizeof failure.text);
  char text[sizeof failure.text];
  char* end = text;
  for (const std::string_view part : {before, name, between, fault.substr(0, fault_bytes_max)})
    end = std::copy(part.begin(), part.end(), end);
  failure.set(frame::failed, {text, static_cast<size_t>(end - text)});
}

}  // namespace

base::Result<std::unique_ptr<frame::Stage>> StageProxy::create(
    std::shared_ptr<const PluginObject> owner, const std::string& name, spark_stage* raw) {
  const auto refuse = [&](const base::Error& why) { return base::Error(name + ": " + why.text); };
  if (raw == nullptr) return refuse(base::Error("its creation succeeded without making an object"));
  const auto complete = check_complete(*raw);
  if (!complete) {
    if (raw->destroy != nullptr) guarded_void([&] { raw->destroy(raw); });
    return refuse(complete.error());
  }
  std::unique_ptr<StageProxy> stage(new StageProxy(std::move(owner), name, raw));
  auto inputs = read_slots(raw->inputs, raw->input_count, "input");
  if (!inputs) return refuse(inputs.error());
  auto outputs = read_slots(raw->outputs, raw->output_count, "output");
  if (!outputs) return refuse(outputs.error());
  stage->inputs_ = std::move(*inputs);
  stage->outputs_ = std::move(*outputs);
  return std::unique_ptr<frame::Stage>(std::move(stage));
}

StageProxy::StageProxy(std::shared_ptr<const PluginObject> owner, std::string name,
                       spark_stage* raw)
    : owner_(std::move(owner)), name_(std::move(name)), raw_(raw) {}

StageProxy::~StageProxy() {
  SPARK_ASSERT(scratches_ == 0, "worker objects are destroyed before their stage");
  guarded_void([&] { raw_->destroy(raw_); });
}

base::Result<void> StageProxy::bind(std::span<const uint32_t> inputs,
                                    std::span<const uint32_t> outputs) {
  SPARK_ASSERT(!bound_, "a stage is bound once");
  SPARK_ASSERT(inputs.size() == inputs_.size() && outputs.size() == outputs_.size(),
               "every slot of a stage has an index");
  for (size_t i = 0; i < inputs.size(); ++i)
    SPARK_ASSERT(
        inputs[i] < frame::slots_max || (inputs[i] == frame::no_slot && inputs_[i].optional),
        "only an optional input may be missing");
  for (const uint32_t slot : outputs) SPARK_ASSERT(slot < frame::slots_max, "outputs have slots");
  frame::Failure failure;
  const int32_t code = guarded(failure, [&] {
    return raw_->bind(raw_, inputs.data(), outputs.data(), plugin::raw(failure));
  });
  if (code != frame::ok) return base::Error(name_ + ": " + std::string(failure.view()));
  output_slots_.assign(outputs.begin(), outputs.end());
  bound_ = true;
  return {};
}

void* StageProxy::worker_create(uint32_t worker) {
  SPARK_ASSERT(bound_, "a stage is bound before workers prepare for it");
  void* scratch = nullptr;
  guarded_void([&] { scratch = raw_->worker_create(raw_, worker); });
  if (scratch != nullptr) ++scratches_;
  return scratch;
}

void StageProxy::worker_destroy(void* scratch) {
  if (scratch == nullptr) return;
  SPARK_ASSERT(scratches_ > 0, "a worker object is destroyed once");
  --scratches_;
  guarded_void([&] { raw_->worker_destroy(raw_, scratch); });
}

int32_t StageProxy::run(void* scratch, frame::Frame* const* frames, uint32_t count,
                        frame::Failure& failure) noexcept {
  SPARK_ASSERT(bound_, "a stage is bound before it runs");
  for (uint32_t i = 0; i < count; ++i) frames[i]->code = frame::ok;
  const int32_t code = guarded(failure, [&] {
    return raw_->run(raw_, scratch, plugin::raw(frames), count, plugin::raw(failure));
  });
  for (uint32_t i = 0; i < count; ++i) {
    if (code == frame::ok) check_outputs(*frames[i], failure);
    if (code != frame::ok || frames[i]->code != frame::ok) clear_outputs(*frames[i]);
  }
  return code;
}

// A failed row's text is the plugin's, or says what the check found.
void StageProxy::check_outputs(frame::Frame& frame, frame::Failure& failure) const noexcept {
  if (frame.code != frame::ok) frame.code = sanitise(failure, frame.code);
  if (frame.arena_next > frame.arena_end) {  // it wrote beyond the arena, or only counted wrongly
    frame.arena_next = frame.arena_end;
    frame.code = frame::failed;
    failure.set(frame::failed, "it took more than the frame's arena");
  }
  if (frame.code != frame::ok) return;
  for (size_t i = 0; i < output_slots_.size(); ++i) {
    const std::string_view fault = fault_of(frame.slots[output_slots_[i]], outputs_[i]);
    if (fault.empty()) continue;
    frame.code = frame::failed;
    tell(failure, outputs_[i].name, fault);
  }
}

void StageProxy::clear_outputs(frame::Frame& frame) const noexcept {
  for (const uint32_t slot : output_slots_) frame.slots[slot] = frame::Value{};
}

}  // namespace spark::plugin
