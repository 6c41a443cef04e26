// How long an alarm takes to see that a series was moved.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model_reference.h"

namespace spark::test {

// The median, over starts every six hours of `minutes` (which go on at their beginning), of the
// hours until a fresh detector of the series reaches `threshold` when all values are moved by
// `shift` of their standard deviations. None: most starts took more than 30 days.
std::optional<double> hours_to_alarm(const drift::SeriesReference& series, double threshold,
                                     const std::vector<double>& minutes, double shift);

}  // namespace spark::test
