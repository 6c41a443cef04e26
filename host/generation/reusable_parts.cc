#include "generation/reusable_parts.h"

#include <algorithm>

#include "generation/lineages.h"
#include "generation/plugin_catalogue.h"

namespace spark::generation {
namespace {

bool has_same_parts(const Served& served, const Generation& next) {
  const auto same_part = [&](const auto& part) {
    return PluginCatalogue::part(next, part.first) == part.second;
  };
  const auto same_bindings = [&](const config::Model& model) {
    const auto found = served.model_bindings.find(model.name);
    return found != served.model_bindings.end() && found->second == bindings(model);
  };
  const auto same_lineage = [&](const auto& lineage) {
    return lineage_line(next.config, lineage.first) == lineage.second;
  };
  const auto& models = next.config.models;
  return std::all_of(served.parts.begin(), served.parts.end(), same_part) &&
         std::all_of(served.lineages.begin(), served.lineages.end(), same_lineage) &&
         std::all_of(models.begin(), models.end(), same_bindings);
}

}  // namespace

std::string bindings(const config::Model& model) {
  std::string text;
  for (const auto& [feature, slot] : model.bind) text += feature + "=" + slot.value + "\n";
  return text;
}

const LoadedPlugin* ReusableParts::plugin(std::string_view name, std::string_view sha256,
                                          std::string_view settings_line) const {
  for (const Generation* other : generations_) {
    const LoadedPlugin* found = other->find_plugin(name);
    if (found != nullptr && found->sha256 == sha256 && found->settings == settings_line)
      return found;
  }
  return nullptr;
}

std::shared_ptr<const plugin::ModelProxy> ReusableParts::model(const LoadedPlugin& plugin,
                                                               const LoadedModel& wanted) const {
  std::shared_ptr<const plugin::ModelProxy> found;
  for (const Generation* other : generations_) {
    const LoadedPlugin* maker = other->find_plugin(plugin.name);
    if (maker == nullptr || maker->instance != plugin.instance) continue;
    for (const LoadedModel& each : other->models) {
      if (each.plugin != wanted.plugin || each.sha256 != wanted.sha256 ||
          each.settings != wanted.settings)
        continue;
      if (each.name == wanted.name) return each.model;
      if (!found) found = each.model;
    }
  }
  return found;
}

std::shared_ptr<Served> ReusableParts::pipeline(const config::Pipeline& pipeline,
                                                const Generation& next) const {
  if (generations_.empty()) return nullptr;
  for (const auto& served : generations_.front()->served) {
    if (served->name == pipeline.name && served->line == pipeline.line &&
        has_same_parts(*served, next))
      return served;
  }
  return nullptr;
}

void ReusableParts::keep_breakers(Served& served) const {
  if (generations_.empty()) return;
  const Served* before = generations_.front()->find_served(served.name);
  if (before == nullptr) return;
  for (auto& placed : served.plan->stages) {
    if (!placed.breaker || !placed.predicts()) continue;
    for (const auto& old : before->plan->stages) {
      const bool same = old.name == placed.name && old.model == placed.model && old.breaker &&
                        old.breaker->limits == placed.breaker->limits;
      if (same) placed.breaker = old.breaker;
    }
  }
}

}  // namespace spark::generation
