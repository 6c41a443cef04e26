#include "live_versions.h"

#include <algorithm>
#include <limits>

namespace ml_model {

void LiveVersions::begin(const void* stage, const std::string& model, const std::string& version) {
  const auto series = [&] {
    const std::lock_guard lock(mutex_);
    lives_.push_back({stage, model, version});
    return series_.try_emplace(version, Series{this, version}).first;
  }();
  // Outside the lock: the host may be reading the gauge while it takes this call.
  try {
    metrics_.computed<&Series::read>(series->second,
                                     {.name = "ml_model_version",
                                      .help = "One for the model version that is observed",
                                      .labels = {{"version", series->second.version.c_str()}},
                                      .retired_max = 8});
  } catch (...) {
    end(stage);
    throw;
  }
}

void LiveVersions::end(const void* stage) noexcept {
  const std::lock_guard lock(mutex_);
  std::erase_if(lives_, [&](const Life& life) { return life.stage == stage; });
}

double LiveVersions::shows(const std::string& version) const {
  const std::lock_guard lock(mutex_);
  const bool live = std::any_of(lives_.begin(), lives_.end(), [&](const Life& life) {
    return life.version == version && models_.live_version(life.model) == version;
  });
  return live ? 1 : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace ml_model
