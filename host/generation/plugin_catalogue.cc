// Lookup in the loaded plugins.
#include "generation/plugin_catalogue.h"

#include <utility>

#include "generation/lineages.h"

namespace spark::generation {

PluginCatalogue::PluginCatalogue(const Generation& generation) : generation_(generation) {
  for (const auto& plugin : generation_.plugins) {
    plugin.host->set_model_lookup([this](std::string_view name) -> const spark_model_info* {
      const LoadedModel* found = generation_.find_model(name);
      if (found == nullptr) return nullptr;
      used_[blueprint::model_key(name)] = found->model.get();
      return found->model->raw_info();
    });
    plugin.host->set_lineage_lookup([this](std::string_view model) { return lineage_of(model); });
  }
}

PluginCatalogue::~PluginCatalogue() {
  for (const auto& plugin : generation_.plugins) {
    plugin.host->set_model_lookup({});
    plugin.host->set_lineage_lookup({});
  }
}

base::Result<std::vector<services::LineageModel>> PluginCatalogue::lineage_of(
    std::string_view model) {
  const config::Config& config = generation_.config;
  lineages_[std::string(model)] = lineage_line(config, model);
  const config::Lineage* const found = config::lineage_of(config, model);
  if (found == nullptr && !config.lineages.empty())
    return base::Error("model '" + std::string(model) +
                       "' has a role in none of `lineages:`; give it one, or it would be mistaken "
                       "for another lineage's");
  if (found == nullptr) return std::vector<services::LineageModel>();
  auto models = models_of(generation_, *found);
  for (const auto& each : models)
    used_[blueprint::model_key(each.model)] = generation_.find_model(each.model)->model.get();
  return models;
}

bool PluginCatalogue::has_plugin(std::string_view plugin) const {
  return generation_.find_plugin(plugin) != nullptr;
}

std::vector<std::string> PluginCatalogue::stage_types(std::string_view plugin) const {
  std::vector<std::string> names;
  if (const LoadedPlugin* found = generation_.find_plugin(plugin)) {
    for (const auto& type : found->instance->library().description().stage_types) {
      names.push_back(type.name);
    }
  }
  return names;
}

const base::Schema* PluginCatalogue::stage_schema(std::string_view plugin,
                                                  std::string_view type) const {
  const LoadedPlugin* found = generation_.find_plugin(plugin);
  if (found == nullptr) return nullptr;
  const auto stage_type = found->instance->library().stage_type(type);
  return stage_type ? &(*stage_type)->params : nullptr;
}

base::Result<std::unique_ptr<frame::Stage>> PluginCatalogue::create_stage(
    std::string_view plugin, std::string_view type, const std::string& name,
    const base::Settings& settings) {
  const LoadedPlugin* found = generation_.find_plugin(plugin);
  if (found == nullptr) return base::Error("plugin '" + std::string(plugin) + "' is not loaded");
  used_[blueprint::plugin_key(plugin)] = found->instance.get();
  return found->instance->create_stage(type, name, settings);
}

std::shared_ptr<const frame::Model> PluginCatalogue::model(std::string_view name) const {
  const LoadedModel* found = generation_.find_model(name);
  if (found == nullptr) return nullptr;
  used_[blueprint::model_key(name)] = found->model.get();
  return found->model;
}

const void* PluginCatalogue::part(const Generation& generation, std::string_view key) {
  const std::string name = blueprint::name_in(key);
  if (key.starts_with("models.")) {
    const LoadedModel* model = generation.find_model(name);
    return model == nullptr ? nullptr : model->model.get();
  }
  const LoadedPlugin* plugin = generation.find_plugin(name);
  return plugin == nullptr ? nullptr : plugin->instance.get();
}

}  // namespace spark::generation
