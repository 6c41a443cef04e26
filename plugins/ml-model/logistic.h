// A logistic model: p = 1 / (1 + exp(-w·x)), clipped.
//
// model.json, besides what trained_model.h names:
//   type               "logistic"
//   weights            one per feature
//   clip_low,clip_high 0 <= clip_low < clip_high <= 1
#pragma once

#include <memory>

#include "scorer.h"

namespace ml_model {

// w·x is summed in the order of the features.
[[nodiscard]] std::unique_ptr<const Scorer> make_logistic(const ScorerSource& source);

}  // namespace ml_model
