// The compiler's state, shared by its parts: one file each for inputs, plugin stages, predict
// stages and answers. Not for use outside this layer.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "config/config.h"
#include "config/errors.h"
#include "frame/plan.h"
#include "pipeline/catalogue.h"
#include "pipeline/slot_table.h"

namespace spark::pipeline {

struct Compiler {
  const config::Pipeline& pipeline;
  const CompileContext& context;
  config::Errors& errors;

  frame::Plan plan;
  SlotTable slots;
  std::map<std::string, std::vector<uint32_t>, std::less<>>
      features;  // offered so far, by local name
  std::map<std::string, const config::Stage*, std::less<>> predicts;  // predict stages so far
  std::set<std::string, std::less<>> failed;  // stages whose slots are unknown, as was reported

  [[nodiscard]] std::string path(std::string_view stage, std::string_view key = {}) const;

  // Whether `stage` is a stage of this pipeline that is not compiled yet: this or a later one.
  [[nodiscard]] bool runs_later(std::string_view stage) const;

  // The slot called `name`, of type `type` (null: any). Reports a name that is unknown, ambiguous
  // or of another type at `place` and returns no_slot; reports nothing about slots of a stage that
  // failed itself.
  uint32_t resolve(const config::Place& place, const std::string& path, std::string_view name,
                   frame::Type type);
};

// `request.*` and `answer.*`, for whatever is compiled after this.
void offer_host_slots(Compiler& compiler);
// Notes in the plan which slots of the host something reads.
void place_host_slots(Compiler& compiler);

// Slots for the fields of the body; leaf names that are unique become aliases (input.mid for
// input.snapshot.mid).
void compile_input(Compiler& compiler);

// A stage of a plugin, or a predict stage, appended to plan.stages.
void compile_stage(Compiler& compiler, const config::Stage& stage);
void compile_predict(Compiler& compiler, const config::Stage& stage, frame::PlacedStage& placed);

void compile_answer(Compiler& compiler, const config::AnswerObject& answer);

}  // namespace spark::pipeline
