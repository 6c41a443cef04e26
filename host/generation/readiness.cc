#include "generation/readiness.h"

#include <fmt/format.h>

namespace spark::generation {
namespace {

constexpr size_t features_named_max = 8;  // so that one line stays one

std::string awaited(const Served& served, const pipeline::NotReady& waits) {
  const frame::PlacedStage& placed = served.plan->stages.at(waits.stage());
  if (!placed.predicts()) return fmt::format("stage {}", placed.name);
  std::string names;
  size_t count = 0;
  const auto& features = placed.model->info().features;
  for (size_t i = 0; i < features.size(); ++i) {
    if (!waits.has(i) || ++count > features_named_max) continue;
    names += (names.empty() ? "" : ", ") + features[i];
  }
  if (count == 0) return fmt::format("the model of stage {}", placed.name);
  if (count > features_named_max) names += fmt::format(" and {} more", count - features_named_max);
  return "features " + names;
}

}  // namespace

std::vector<std::string> not_ready(const Generation& generation) {
  std::vector<std::string> all;
  for (const auto& served : generation.served) {
    const auto waits =
        pipeline::NotReady::of_word(served->not_ready.load(std::memory_order_relaxed));
    if (waits)
      all.push_back(fmt::format("{}: not ready: {}", served->name, awaited(*served, waits)));
  }
  return all;
}

}  // namespace spark::generation
