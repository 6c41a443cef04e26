#include "generation/lineages.h"

namespace spark::generation {

std::vector<services::LineageModel> models_of(const Generation& generation,
                                              const config::Lineage& lineage) {
  std::vector<services::LineageModel> models;
  for (const config::LineageRole& role : lineage.roles) {
    const LoadedModel* found = generation.find_model(role.model.value);
    if (found == nullptr) continue;
    models.push_back({lineage.name, role.role, found->name, found->model->info().version,
                      found->sha256, lineage.primary});
  }
  return models;
}

std::string lineage_line(const config::Config& config, std::string_view model) {
  const config::Lineage* const found = config::lineage_of(config, model);
  return found == nullptr ? std::string() : found->name + ": " + found->line;
}

}  // namespace spark::generation
