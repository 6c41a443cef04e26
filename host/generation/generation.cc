#include "generation/generation.h"

#include <algorithm>

namespace spark::generation {

const LoadedModel* Generation::find_model(std::string_view name) const {
  const auto at =
      std::find_if(models.begin(), models.end(), [&](const auto& m) { return m.name == name; });
  return at == models.end() ? nullptr : &*at;
}

const LoadedPlugin* Generation::find_plugin(std::string_view name) const {
  const auto at =
      std::find_if(plugins.begin(), plugins.end(), [&](const auto& p) { return p.name == name; });
  return at == plugins.end() ? nullptr : &*at;
}

Served* Generation::find_served(std::string_view name) const {
  const auto at =
      std::find_if(served.begin(), served.end(), [&](const auto& s) { return s->name == name; });
  return at == served.end() ? nullptr : at->get();
}

uint64_t Generation::answers() const {
  uint64_t sum = 0;
  for (const auto& pipeline : served) {
    if (pipeline->plan->stages.empty()) continue;
    for (const auto& worker : pipeline->workers) sum += worker.answers.get();
  }
  return sum;
}

}  // namespace spark::generation
