#include "model_info.h"

#include <algorithm>
#include <limits>

namespace ml_model {
namespace {

// Versions besides the newest that have a series at all; of them only the live ones are shown. As
// many as a configuration may have models.
constexpr uint32_t versions_max = 64;

}  // namespace

double ModelInfo::Series::read() const {
  const auto live = owner->lineages_.live();
  const bool is_live = std::any_of(live.begin(), live.end(), [this](const auto& each) {
    return each.lineage == model.lineage && each.role == model.role &&
           each.version == model.version && each.sha256 == model.sha256;
  });
  return is_live ? 1 : std::numeric_limits<double>::quiet_NaN();
}

void ModelInfo::add(const spark::Lineage& lineage) {
  for (const spark::LineageModel& model : lineage.models) {
    const Series* series = nullptr;
    {
      const std::lock_guard lock(mutex_);
      series = &series_
                    .try_emplace({model.lineage, model.role, model.version, model.sha256},
                                 Series{this, model})
                    .first->second;
    }
    // Outside the lock: the host may be reading the gauge while it takes this call. The version
    // comes first, as those of models that serve no more are forgotten by the first label.
    metrics_.computed<&Series::read>(
        *series, {.name = "ml_model_info",
                  .help = "One for each model that serves in a lineage, with its role and digest",
                  .labels = {{"version", series->model.version.c_str()},
                             {"lineage", series->model.lineage.c_str()},
                             {"role", series->model.role.c_str()},
                             {"sha256", series->model.sha256.c_str()}},
                  .retired_max = versions_max});
  }
}

}  // namespace ml_model
