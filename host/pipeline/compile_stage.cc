// Compiles a plugin's stage: checks its settings, resolves the names in them, and binds the stage
// to its slots.
#include <fmt/format.h>

#include <optional>

#include "config/settings.h"
#include "pipeline/compiler.h"

namespace spark::pipeline {
namespace {

using base::ParamType;

frame::Type wanted_type(ParamType type) {
  switch (type) {
    case ParamType::slot_f64:
      return frame::Type::f64;
    case ParamType::slot_i64:
      return frame::Type::i64;
    case ParamType::slot_bool:
      return frame::Type::boolean;
    case ParamType::slot_string:
      return frame::Type::string;
    default:
      return frame::Type::null;
  }
}

bool is_slot(ParamType type) {
  return type >= ParamType::slot && type <= ParamType::slot_string;
}

// Checks one name that a setting holds, and makes aliases full names, so that a plugin sees full
// names only.
void resolve_value(Compiler& compiler, const base::Param& param, const config::Place& place,
                   const std::string& path, base::Scalar& value) {
  auto& name = std::get<std::string>(value);
  if (is_slot(param.type)) {
    const uint32_t slot = compiler.resolve(place, path, name, wanted_type(param.type));
    if (slot != frame::no_slot) name = compiler.slots[slot].name;
  } else if (param.type == ParamType::group && !compiler.slots.is_group(name) &&
             !compiler.failed.contains(name)) {
    compiler.errors.add_unknown(place, path, "group of slots", name, compiler.slots.groups());
  } else if (param.type == ParamType::model && !compiler.context.catalogue.model(name)) {
    std::vector<std::string> known;
    for (const auto& model : compiler.context.config.models) known.push_back(model.name);
    compiler.errors.add_unknown(place, path, "model", name, known);
  }
}

// A predict reference carries the stage's name, its model's and its budget. Returns false if the
// model failed to load, which was reported: the plugin's stage cannot be made without the model.
bool resolve_predict(Compiler& compiler, const config::Place& place, const std::string& path,
                     std::vector<base::Scalar>& values) {
  const auto& name = std::get<std::string>(values.front());
  const auto found = compiler.predicts.find(name);
  if (found == compiler.predicts.end()) {
    std::vector<std::string> known;
    for (const auto& [stage, unused] : compiler.predicts) known.push_back(stage);
    compiler.errors.add_unknown(place, path, "earlier predict stage", name, known);
    return true;
  }
  const config::Stage& stage = *found->second;
  values.emplace_back(stage.predict->value);
  values.push_back(stage.budget_ms ? base::Scalar(*stage.budget_ms) : base::Scalar());
  return compiler.context.catalogue.model(stage.predict->value) != nullptr;
}

// Nothing if the stage cannot be made; the reason was reported.
std::optional<base::Settings> resolved_settings(Compiler& compiler, const config::Stage& stage,
                                                const base::Schema& schema) {
  const std::string with_path = compiler.path(stage.name, "with");
  const size_t errors_before = compiler.errors.size();
  bool has_models = true;
  base::Settings settings = config::check_settings(stage.with, schema, with_path,
                                                   compiler.context.config.folder, compiler.errors);
  for (size_t i = 0; i < settings.size(); ++i) {
    const base::Param& param = schema[i];
    auto& values = settings[i].values;
    if (param.type < ParamType::slot || values.empty()) continue;
    const config::Place place = config::place_of(stage.with, param.name);
    const std::string path = with_path + '.' + param.name;
    if (param.type == ParamType::predict) {
      has_models = resolve_predict(compiler, place, path, values) && has_models;
    } else {
      for (auto& value : values) resolve_value(compiler, param, place, path, value);
    }
  }
  if (!has_models || compiler.errors.size() != errors_before) return std::nullopt;
  return settings;
}

// The stage's type: named by `stage:`, or the plugin's only one. Otherwise reports a mistake and
// returns "".
std::string stage_type(Compiler& compiler, const config::Stage& stage) {
  const auto types = compiler.context.catalogue.stage_types(stage.plugin->value);
  if (types.empty()) {
    compiler.errors.add(stage.plugin->place, compiler.path(stage.name, "plugin"),
                        fmt::format("plugin '{}' has no stages", stage.plugin->value));
    return {};
  }
  if (stage.type.value.empty()) {
    if (types.size() == 1) return types.front();
    std::string list;
    for (const auto& type : types) list += (list.empty() ? "" : ", ") + type;
    compiler.errors.add(stage.place, compiler.path(stage.name),
                        fmt::format("plugin '{}' has several stages: add `stage:` with one of {}",
                                    stage.plugin->value, list));
    return {};
  }
  for (const auto& type : types) {
    if (type == stage.type.value) return type;
  }
  compiler.errors.add_unknown(stage.type.place, compiler.path(stage.name, "stage"),
                              "stage of plugin '" + stage.plugin->value + "'", stage.type.value,
                              types);
  return {};
}

// Finds the stage's inputs among the slots so far. Returns false if one is missing or of another
// type, or is of a stage that failed itself.
bool find_inputs(Compiler& compiler, const config::Stage& stage, frame::PlacedStage& placed,
                 std::vector<uint32_t>& inputs) {
  bool found = true;
  for (const auto& input : placed.stage->inputs()) {
    if (input.optional && !compiler.slots.find(input.name)) {
      inputs.push_back(frame::no_slot);
      continue;
    }
    const uint32_t slot = compiler.resolve(stage.place, compiler.path(stage.name) + " (its input)",
                                           input.name, input.type);
    inputs.push_back(slot);
    found = found && slot != frame::no_slot;
    if (slot != frame::no_slot) placed.reads.push_back(compiler.slots[slot].name);
  }
  return found;
}

// Returns false if the stage has no slots, for a reason that was reported.
bool compile_plugin_stage(Compiler& compiler, const config::Stage& stage,
                          frame::PlacedStage& placed) {
  placed.plugin = stage.plugin->value;
  if (!compiler.context.catalogue.has_plugin(placed.plugin)) return false;
  placed.type = stage_type(compiler, stage);
  if (placed.type.empty()) return false;
  const base::Schema* schema = compiler.context.catalogue.stage_schema(placed.plugin, placed.type);
  const auto settings = resolved_settings(compiler, stage, *schema);
  if (!settings) return false;

  auto created =
      compiler.context.catalogue.create_stage(placed.plugin, placed.type, stage.name, *settings);
  if (!created) {
    compiler.errors.add(stage.place, compiler.path(stage.name), created.error().text);
    return false;
  }
  placed.stage = std::move(*created);

  std::vector<uint32_t> inputs;
  if (!find_inputs(compiler, stage, placed, inputs)) return false;
  for (const auto& output : placed.stage->outputs()) {
    const bool guaranteed = stage.required && output.never_null;
    const uint32_t slot =
        compiler.slots.add(stage.name + '.' + output.name, output.type, guaranteed);
    placed.outputs.push_back(slot);
    if (output.feature) compiler.features[output.name].push_back(slot);
  }
  if (auto bound = placed.stage->bind(inputs, placed.outputs); !bound) {
    compiler.errors.add(stage.place, compiler.path(stage.name), bound.error().text);
  }
  return true;
}

}  // namespace

void compile_stage(Compiler& compiler, const config::Stage& stage) {
  frame::PlacedStage placed;
  placed.name = stage.name;
  placed.required = stage.required;
  if (stage.budget_ms) placed.budget_ns = static_cast<int64_t>(*stage.budget_ms * 1e6);
  if (stage.when) {
    placed.when = compiler.resolve(stage.when->place, compiler.path(stage.name, "when"),
                                   stage.when->value, frame::Type::boolean);
    if (placed.when != frame::no_slot) placed.reads.push_back(compiler.slots[placed.when].name);
  }
  if (stage.breaker) {
    placed.breaker = std::make_shared<frame::Breaker>();
    placed.breaker->limits = {stage.breaker->errors_ratio_max, stage.breaker->over_calls,
                              stage.breaker->late_in_row_max,
                              static_cast<int64_t>(stage.breaker->half_open_ms * 1e6)};
  }
  if (stage.predict) {
    compile_predict(compiler, stage, placed);
  } else {
    if (!compile_plugin_stage(compiler, stage, placed)) compiler.failed.insert(stage.name);
  }
  for (const uint32_t slot : placed.outputs) placed.writes.push_back(compiler.slots[slot].name);
  compiler.plan.stages.push_back(std::move(placed));
}

}  // namespace spark::pipeline
