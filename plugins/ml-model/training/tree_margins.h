// libxgboost's own margins of an ensemble.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "spark/tool/result.h"

namespace training {

// One a row of `columns` values, NaN is missing; `ensemble` is UBJSON of libxgboost. Values become
// float32, as they do in training. [jobs]
[[nodiscard]] spark::tool::Result<std::vector<double>> tree_margins(const std::string& ensemble,
                                                                    std::span<const double> values,
                                                                    size_t columns);

}  // namespace training
