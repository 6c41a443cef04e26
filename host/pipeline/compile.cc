// The order of compilation: input, stages in their order, the answer.
#include "pipeline/compile.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/assert.h"
#include "pipeline/compiler.h"
#include "pipeline/observers.h"

namespace spark::pipeline {

std::string Compiler::path(std::string_view stage, std::string_view key) const {
  std::string path = "pipelines." + pipeline.name;
  if (!stage.empty()) path.append(".stages.").append(stage);
  if (!key.empty()) path.append(".").append(key);
  return path;
}

bool Compiler::runs_later(std::string_view stage) const {
  const auto& stages = pipeline.stages;
  const bool is_stage = std::any_of(stages.begin(), stages.end(),
                                    [&](const config::Stage& each) { return each.name == stage; });
  return is_stage && !slots.is_group(stage);
}

uint32_t Compiler::resolve(const config::Place& place, const std::string& path,
                           std::string_view name, frame::Type type) {
  const auto slot = slots.find(name);
  if (!slot) {
    if (failed.contains(name.substr(0, name.find('.')))) return frame::no_slot;
    if (slots.is_ambiguous(name)) {
      errors.add(place, path,
                 fmt::format("'{}' names more than one slot; write its full name", name));
    } else if (const std::string_view stage = name.substr(0, name.find('.')); runs_later(stage)) {
      errors.add(place, path,
                 fmt::format("'{}' is written by stage '{}', which does not run before this one; "
                             "stages run in the order of the list",
                             name, stage));
    } else {
      errors.add_unknown(place, path, "slot (of the input or of an earlier stage)", name,
                         slots.names());
    }
    return frame::no_slot;
  }
  const frame::SlotInfo& info = slots[*slot];
  if (type != frame::Type::null && info.type != type) {
    errors.add(place, path,
               fmt::format("expected a slot of type {}, but '{}' is of type {}",
                           frame::type_name(type), info.name, frame::type_name(info.type)));
    return frame::no_slot;
  }
  return *slot;
}

namespace {

void compile_clock(Compiler& compiler) {
  const config::Config& config = compiler.context.config;
  if (compiler.context.clock == nullptr || config::driving_pipeline(config) != &compiler.pipeline)
    return;
  const config::EventClock& clock = *config.clock;
  const uint32_t slot =
      compiler.resolve(clock.event_place, "clock.event", clock.event, frame::Type::null);
  compiler.plan.drives = {compiler.context.clock, slot, clock.unit_ms};
}

// Only an observer can read the answer's own slots: the answer must not depend on them.
void check_observers(Compiler& compiler, const std::vector<bool>& after) {
  for (size_t i = 0; i < after.size(); ++i) {
    const frame::PlacedStage& placed = compiler.plan.stages[i];
    const std::string_view slot = answer_slot_of(placed);
    if (after[i] || slot.empty()) continue;
    compiler.errors.add(
        compiler.pipeline.stages[i].place, compiler.path(placed.name),
        fmt::format("it reads '{}', so it runs after the answer; but {}", slot,
                    placed.required ? "it is required"
                                    : "the answer needs what it writes, directly or by a stage"));
  }
}

// The slot of an output by which a stage says how long its features need yet.
uint32_t minutes_left(const std::vector<frame::SlotInfo>& slots) {
  const auto found = std::find_if(slots.begin(), slots.end(), [](const frame::SlotInfo& slot) {
    return slot.type == frame::Type::i64 && slot.name.ends_with(".minutes_left");
  });
  return found == slots.end() ? frame::no_slot : static_cast<uint32_t>(found - slots.begin());
}

}  // namespace

std::unique_ptr<frame::Plan> compile(const config::Pipeline& pipeline,
                                     const CompileContext& context, config::Errors& errors) {
  SPARK_ASSERT(pipeline.answer.has_value(), "only pipelines with an answer are compiled");
  const size_t errors_before = errors.size();
  Compiler compiler{pipeline, context, errors, {}, {}, {}, {}, {}};
  compiler.plan.name = pipeline.name;

  offer_host_slots(compiler);
  compile_input(compiler);
  compile_clock(compiler);
  for (const auto& stage : pipeline.stages) compile_stage(compiler, stage);
  compiler.slots.offer({"pipeline.elapsed_ms", frame::Type::f64, true, false});
  compile_answer(compiler, *pipeline.answer);
  place_host_slots(compiler);

  if (compiler.slots.size() > frame::slots_max) {
    errors.add(pipeline.place, compiler.path({}),
               fmt::format("{} slots are more than the {} that a pipeline may have",
                           compiler.slots.size(), frame::slots_max));
  }
  if (errors.size() != errors_before) return nullptr;
  compiler.plan.slots = compiler.slots.take();
  compiler.plan.minutes_left_slot = minutes_left(compiler.plan.slots);
  const std::vector<bool> after = observers(compiler.plan);
  check_observers(compiler, after);
  if (errors.size() != errors_before) return nullptr;
  place_observers(compiler.plan, after);
  return std::make_unique<frame::Plan>(std::move(compiler.plan));
}

}  // namespace spark::pipeline
