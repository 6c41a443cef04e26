// A logistic model: the margin z is w·x, and p = 1 / (1 + exp(-(b + a z))), clipped.
//
// model.json, besides what trained_model.h names:
//   type               "logistic"
//   weights            one per feature; that of a constant feature is the intercept
//   scaler             may be left out: the file with what is done to x before (scaler.h)
//   calibration        may be left out, and then a is 1 and b is 0 (calibration.h)
//   clip_low,clip_high 0 <= clip_low < clip_high <= 1. A model without a scaler must have both, as
//                      all had before there were scalers; one with a scaler may leave both out, and
//                      is then not clipped
#pragma once

#include <memory>

#include "scorer.h"

namespace ml_model {

// w·x is summed in the order of the features.
[[nodiscard]] std::unique_ptr<const Scorer> make_logistic(const ScorerSource& source);

}  // namespace ml_model
