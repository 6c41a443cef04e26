#include "generation/live_models.h"

#include "blueprint/blueprint.h"
#include "generation/lineages.h"

namespace spark::generation {

void write_model_history(Generation& next, const Generation* before, int64_t utc_ms) {
  if (before != nullptr) next.model_history = before->model_history;
  const auto definitions = blueprint::definitions(next.config);
  for (const LoadedModel& model : next.models) {
    const auto line = definitions.find(blueprint::model_key(model.name));
    services::LiveModel now{line == definitions.end() ? "" : line->second,
                            model.model->info().version,
                            model.sha256,
                            {},
                            next.number,
                            utc_ms};
    auto& history = next.model_history[model.name];
    const bool serves_already = before != nullptr && before->find_model(model.name) != nullptr &&
                                !history.empty() && history.front().definition == now.definition &&
                                history.front().sha256 == now.sha256;
    if (serves_already) continue;
    history.insert(history.begin(), std::move(now));
    if (history.size() > services::model_history_max) history.pop_back();
  }
}

std::optional<services::LiveModel> ServingModels::find(std::string_view model) const {
  const GenerationPtr now = live_.now();
  if (now == nullptr || now->find_model(model) == nullptr) return std::nullopt;
  const auto history = now->model_history.find(model);
  if (history == now->model_history.end()) return std::nullopt;
  services::LiveModel found = history->second.front();
  if (!found.sha256.empty()) found.folder = (objects_ / found.sha256).string();
  return found;
}

std::vector<services::LiveModel> ServingModels::history(std::string_view model) const {
  const GenerationPtr now = live_.now();
  if (now == nullptr) return {};
  const auto history = now->model_history.find(model);
  return history == now->model_history.end() ? std::vector<services::LiveModel>() : history->second;
}

std::vector<services::LineageModel> ServingModels::lineages() const {
  std::vector<services::LineageModel> all;
  const GenerationPtr now = live_.now();
  if (now == nullptr) return all;
  for (const config::Lineage& lineage : now->config.lineages)
    for (auto& model : models_of(*now, lineage)) all.push_back(std::move(model));
  return all;
}

}  // namespace spark::generation
