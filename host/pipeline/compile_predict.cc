// A predict stage: the model's features are found by name among what earlier stages offer.
#include <fmt/format.h>

#include <algorithm>

#include "pipeline/compiler.h"

namespace spark::pipeline {
namespace {

const config::Model& model_config(const Compiler& compiler, const std::string& name) {
  const auto& models = compiler.context.config.models;
  return *std::find_if(models.begin(), models.end(), [&](const auto& m) { return m.name == name; });
}

// The slot of one feature, or no_slot; `missing` collects the features without a slot.
uint32_t bind_feature(Compiler& compiler, const config::Stage& stage, const config::Model& model,
                      const std::string& feature, std::string& missing) {
  for (const auto& [name, slot] : model.bind) {
    if (name == feature) {
      return compiler.resolve(slot.place, fmt::format("models.{}.bind.{}", model.name, name),
                              slot.value, frame::Type::f64);
    }
  }
  const auto offered = compiler.features.find(feature);
  if (offered == compiler.features.end()) {
    missing += (missing.empty() ? "" : ", ") + feature;
    return frame::no_slot;
  }
  if (offered->second.size() > 1) {
    std::string names;
    for (const uint32_t slot : offered->second) {
      names += (names.empty() ? "" : " and ") + compiler.slots[slot].name;
    }
    compiler.errors.add(stage.predict->place, compiler.path(stage.name, "predict"),
                        fmt::format("feature '{}' is offered more than once ({}); choose one with "
                                    "models.{}.bind: {{{}: <slot>}}",
                                    feature, names, model.name, feature));
    return frame::no_slot;
  }
  return offered->second.front();
}

void check_bind_names(Compiler& compiler, const config::Model& model,
                      const frame::ModelInfo& info) {
  for (const auto& [name, slot] : model.bind) {
    if (std::find(info.features.begin(), info.features.end(), name) == info.features.end()) {
      compiler.errors.add_unknown(slot.place, fmt::format("models.{}.bind", model.name),
                                  "feature of this model", name, info.features);
    }
  }
}

}  // namespace

void compile_predict(Compiler& compiler, const config::Stage& stage, frame::PlacedStage& placed) {
  placed.model_name = stage.predict->value;
  // The host itself writes status and version always, and elapsed_ms whenever the model is called.
  const bool always_called = !stage.when && !stage.breaker;
  placed.outputs = {
      compiler.slots.add(stage.name + ".score", frame::Type::f64, stage.required),
      compiler.slots.add(stage.name + ".status", frame::Type::i64, true),
      compiler.slots.add(stage.name + ".version", frame::Type::string, true),
      compiler.slots.add(stage.name + ".elapsed_ms", frame::Type::f64, always_called),
  };
  compiler.slots.offer({stage.name + ".row", frame::Type::f64s, false, true});
  compiler.predicts.emplace(stage.name, &stage);

  placed.model = compiler.context.catalogue.model(placed.model_name);
  if (!placed.model) return;  // reported where the model failed to load

  const config::Model& model = model_config(compiler, placed.model_name);
  const frame::ModelInfo& info = placed.model->info();
  placed.plugin = model.plugin.value;
  check_bind_names(compiler, model, info);

  std::string missing;
  for (const auto& feature : info.features) {
    const uint32_t slot = bind_feature(compiler, stage, model, feature, missing);
    placed.features.push_back(slot);
    if (slot != frame::no_slot) placed.reads.push_back(compiler.slots[slot].name);
  }
  if (!missing.empty() &&
      compiler.failed.empty()) {  // a failed stage may be the one that offers them
    compiler.errors.add(
        stage.predict->place, compiler.path(stage.name, "predict"),
        fmt::format("model '{}' ({}) needs features that no earlier stage offers: {}", model.name,
                    info.version, missing));
  }
  if (stage.rows) {
    placed.rows = compiler.resolve(stage.rows->place, compiler.path(stage.name, "rows"),
                                   stage.rows->value, frame::Type::f64s);
    if (placed.rows == frame::no_slot) return;
    if (compiler.slots[placed.rows].stages_only) {
      compiler.errors.add(stage.rows->place, compiler.path(stage.name, "rows"),
                          fmt::format("'{}' may hold features that were missing, so it cannot be "
                                      "given to a model again",
                                      stage.rows->value));
    }
    placed.reads.push_back(compiler.slots[placed.rows].name);
  }
}

}  // namespace spark::pipeline
