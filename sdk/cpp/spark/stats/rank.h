// spark/stats/rank.h: the one definition of a sample's quantile that all of spark/stats uses.
//
// The nearest rank, which is the inverse of the empirical distribution (Hyndman and Fan, "Sample
// quantiles in statistical packages", 1996, definition 1). It is always a value that was seen, so
// that bins and thresholds do not move under a monotone transformation of their feature.
//
// The other usual definition interpolates between two values. Near the ends of a sample, and in
// samples of hundreds, the two differ by less than one rank.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>

namespace spark::stats {

// The smallest of the values that at least the share `q` of all values do not exceed. `sorted`
// ascends, holds no NaN and is not empty; q in [0, 1], where 0 gives the smallest. Allocates
// nothing. [any]
[[nodiscard]] inline double nearest_rank(std::span<const double> sorted, double q) {
  const double rank = std::ceil(q * static_cast<double>(sorted.size()) - 1e-9);
  const double last = static_cast<double>(sorted.size() - 1);
  return sorted[static_cast<size_t>(std::clamp(rank - 1, 0.0, last))];
}

}  // namespace spark::stats
