// Quantiles of what a histogram counted.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace spark::telemetry {

// The value that the share `q` (0 to 1) of all lies at or below, on a straight line within its
// bucket, as Prometheus' histogram_quantile() has it. `counts` has one more than `bounds`: those
// above the last bound, which stand for it. Nothing where nothing was counted.
[[nodiscard]] std::optional<double> histogram_quantile(double q, std::span<const double> bounds,
                                                       std::span<const uint64_t> counts);

}  // namespace spark::telemetry
