// The parts for plans: stage types with their schemas, and models. generation/plugin_catalogue.h
// implements it over the loaded plugins; tests implement it directly.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/event_clock.h"
#include "base/schema.h"
#include "config/config.h"
#include "frame/model.h"
#include "frame/stage.h"

namespace spark::pipeline {

class Catalogue {
 public:
  virtual ~Catalogue() = default;

  // False for a plugin that failed to load, which was reported already.
  [[nodiscard]] virtual bool has_plugin(std::string_view plugin) const = 0;

  // Names of the stage types of a loaded plugin; empty if it has none.
  [[nodiscard]] virtual std::vector<std::string> stage_types(std::string_view plugin) const = 0;

  // The schema of a stage's `with:`; null if there is no such type.
  [[nodiscard]] virtual const base::Schema* stage_schema(std::string_view plugin,
                                                         std::string_view type) const = 0;

  [[nodiscard]] virtual base::Result<std::unique_ptr<frame::Stage>> create_stage(
      std::string_view plugin, std::string_view type, const std::string& name,
      const base::Settings& settings) = 0;

  // The model called `name`; null if it does not exist (or failed to load, which was reported
  // already).
  [[nodiscard]] virtual std::shared_ptr<const frame::Model> model(std::string_view name) const = 0;
};

// The facts about the configuration around the pipeline that the compiler needs.
struct CompileContext {
  const config::Config& config;
  Catalogue& catalogue;
  base::EventClock* clock = nullptr;  // null: plans drive none
};

}  // namespace spark::pipeline
