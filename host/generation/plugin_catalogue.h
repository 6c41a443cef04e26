// The pipeline compiler's view of a generation's plugins and models.
#pragma once

#include <map>

#include "generation/generation.h"
#include "pipeline/catalogue.h"

namespace spark::generation {

class PluginCatalogue final : public pipeline::Catalogue {
 public:
  // While this lives, plugins may look up the generation's models and lineages from within
  // create_stage().
  explicit PluginCatalogue(const Generation& generation);
  ~PluginCatalogue() override;
  PluginCatalogue(const PluginCatalogue&) = delete;
  PluginCatalogue& operator=(const PluginCatalogue&) = delete;

  [[nodiscard]] bool has_plugin(std::string_view plugin) const override;
  [[nodiscard]] std::vector<std::string> stage_types(std::string_view plugin) const override;
  [[nodiscard]] const base::Schema* stage_schema(std::string_view plugin,
                                                 std::string_view type) const override;
  [[nodiscard]] base::Result<std::unique_ptr<frame::Stage>> create_stage(
      std::string_view plugin, std::string_view type, const std::string& name,
      const base::Settings& settings) override;
  [[nodiscard]] std::shared_ptr<const frame::Model> model(std::string_view name) const override;

  // The plugin objects and models that were asked for so far, by key.
  using Parts = std::map<std::string, const void*, std::less<>>;
  [[nodiscard]] const Parts& used() const { return used_; }

  // The lineages that were asked for so far: by model, their names and definitions.
  using LineageLines = std::map<std::string, std::string, std::less<>>;
  [[nodiscard]] const LineageLines& lineages() const { return lineages_; }

  // The plugin object or model that `key` names in a generation; null if there is none.
  [[nodiscard]] static const void* part(const Generation& generation, std::string_view key);

 private:
  base::Result<std::vector<services::LineageModel>> lineage_of(std::string_view model);

  const Generation& generation_;
  mutable Parts used_;
  LineageLines lineages_;
};

}  // namespace spark::generation
