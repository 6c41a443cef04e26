#include "roc.h"

#include <algorithm>
#include <numeric>

namespace training {

std::vector<RocPoint> roc_points(std::span<const double> scores, std::span<const uint8_t> labels,
                                 size_t points_max) {
  std::vector<uint32_t> order(scores.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(),
            [&](uint32_t a, uint32_t b) { return scores[a] > scores[b]; });
  const auto hits = static_cast<double>(std::count(labels.begin(), labels.end(), uint8_t{1}));
  const double misses = static_cast<double>(labels.size()) - hits;
  if (hits == 0 || misses == 0) return {};

  std::vector<RocPoint> points = {{0, 0}};
  double hits_above = 0;
  double misses_above = 0;
  const double step = 2 / static_cast<double>(points_max);  // the curve is 2 long, in this measure
  for (size_t i = 0; i < order.size(); ++i) {
    (labels[order[i]] == 1 ? hits_above : misses_above) += 1;
    const bool is_last = i + 1 == order.size();
    if (!is_last && scores[order[i]] == scores[order[i + 1]]) continue;
    const RocPoint point{misses_above / misses, hits_above / hits};
    const RocPoint& kept = points.back();
    const double way = point.miss_share - kept.miss_share + point.hit_share - kept.hit_share;
    if (is_last || way >= step) points.push_back(point);
  }
  return points;
}

}  // namespace training
