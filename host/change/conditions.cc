#include "change/conditions.h"

#include <algorithm>

#include "config/errors.h"

namespace spark::change {

std::optional<Refusal> unexpected(const Change& change, const generation::Generation& live) {
  for (const auto& [name, expected] : change.expect) {
    const std::string key = blueprint::model_key(config::shortened(name));
    const generation::LoadedModel* const model = live.find_model(name);
    if (model == nullptr) return Refusal{409, key + " is not there, though it is expected"};
    if (model->sha256 == expected) continue;
    const auto words = [](const std::string& sha256) {
      return sha256.empty() ? std::string("no artefact") : sha256;
    };
    return Refusal{409, key + " is made of " + words(model->sha256) + ", not of " +
                            words(expected) + " as expected; look at what it is now first"};
  }
  return std::nullopt;
}

bool leads_back(const Change& change, const generation::Generation& live,
                const blueprint::PreviousDefinitions& previous, const blueprint::Blueprint& next,
                const config::Config& next_config) {
  const auto after = blueprint::definitions(next_config);
  return std::all_of(change.models.begin(), change.models.end(), [&](const ModelChange& model) {
    const std::string key = blueprint::model_key(model.name);
    const auto line = after.find(key);
    if (line == after.end()) return false;
    const std::string sha256 = blueprint::object_of(next, key);
    const auto before = previous.find(key);
    if (before != previous.end() && before->second.now == line->second &&
        before->second.sha256 == sha256)
      return true;
    const auto history = live.model_history.find(model.name);
    return history != live.model_history.end() &&
           std::any_of(history->second.begin(), history->second.end(), [&](const auto& each) {
             return each.definition == line->second && each.sha256 == sha256;
           });
  });
}

}  // namespace spark::change
