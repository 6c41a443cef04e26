#include "live_versions.h"

#include <algorithm>
#include <limits>

namespace ml_model {

void LiveVersions::begin(const void* stage, const std::string& model, const std::string& version,
                         const spark::Lineage& lineage) {
  const Series& series = [&]() -> const Series& {
    const std::lock_guard lock(mutex_);
    const std::string name = lineage.primary ? std::string() : lineage.name;
    const auto made = series_.try_emplace({version, name}, Series{this, version, name}).first;
    lives_.push_back({stage, &made->second, model});
    return made->second;
  }();
  // Outside the lock: the host may be reading the gauge while it takes this call.
  try {
    const spark::LineageMetrics metrics(metrics_, lineage);
    metrics.computed<&Series::read>(series, {.name = "ml_model_version",
                                             .help = "One for the model version that is observed",
                                             .labels = {{"version", series.version.c_str()}},
                                             .retired_max = retired_versions_max(lineage)});
  } catch (...) {
    end(stage);
    throw;
  }
}

void LiveVersions::end(const void* stage) noexcept {
  const std::lock_guard lock(mutex_);
  std::erase_if(lives_, [&](const Life& life) { return life.stage == stage; });
}

double LiveVersions::shows(const Series& series) const {
  const std::lock_guard lock(mutex_);
  const bool live = std::any_of(lives_.begin(), lives_.end(), [&](const Life& life) {
    return life.series == &series && models_.live_version(life.model) == series.version;
  });
  return live ? 1 : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace ml_model
