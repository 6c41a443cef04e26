// Platt's calibration (Platt, "Probabilistic outputs for support vector machines", 1999).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "fitted.h"
#include "spark/tool/result.h"

namespace training {

// The line of maximum likelihood of labels (1 for a hit) on x, with Platt's targets: a hit counts
// as (hits + 1) / (hits + 2), a miss as 1 / (misses + 2), so that rows which x separates have a fit
// too. With x the margins of rows that the model was not fitted on, it calibrates the model; with
// another x it is a forecast of its own. An error without both hits and misses, where all x are
// equal, or where one is not finite. [jobs]
[[nodiscard]] spark::tool::Result<Calibration> calibrate(std::span<const double> x,
                                                         std::span<const uint8_t> labels);

// 1 / (1 + exp(-(intercept + slope * x))) of each x; NaN for NaN. [any]
[[nodiscard]] std::vector<double> probabilities(const Calibration& line, std::span<const double> x);

}  // namespace training
