// The ROC curve (Fawcett, "An introduction to ROC analysis", 2006): over all thresholds, the share
// of misses and the share of hits that lie above.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace training {

struct RocPoint {
  double miss_share = 0;  // of all misses, those at or above the threshold: false positive rate
  double hit_share = 0;   // of all hits: true positive rate
};

// From (0, 0) to (1, 1), ascending in both. Equal scores are one step, so that the order of rows
// has no part in it. At most about `points_max` points, evenly along the curve; what is left out
// moves the curve by less than 2 / points_max. Empty without a hit or without a miss. labels[i] is
// 1 for a hit; no score is NaN; points_max > 1. [tools]
[[nodiscard]] std::vector<RocPoint> roc_points(std::span<const double> scores,
                                               std::span<const uint8_t> labels,
                                               size_t points_max = 240);

}  // namespace training
