// How long the candidate took for selected requests: counts in the buckets of a quantile sketch,
// one writer each.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "spark/per_worker.h"
#include "spark/stats/quantile_sketch.h"

namespace canary {

using TimeSketch = spark::stats::QuantileSketch<806>;  // 1 us to 10 s, within 1 %
inline TimeSketch no_times() {
  return {0.001, 0.01};
}

class Times {
 public:
  // [the one worker]
  void add(double ms) noexcept { counts_[cell_of(ms)].add(1); }

  // Adds what was counted since it was made. [any]
  void add_to(std::array<uint64_t, TimeSketch::cells>& all) const {
    for (size_t i = 0; i < all.size(); ++i) all[i] += counts_[i];
  }

 private:
  static size_t cell_of(double ms) noexcept {
    if (!(ms >= 0.001)) return 0;
    static const double log_base = std::log1p(0.01) - std::log1p(-0.01);
    const double bucket = std::ceil(std::log(ms / 0.001) / log_base);
    constexpr size_t last = TimeSketch::cells - 1;
    return bucket >= static_cast<double>(last) ? last
                                               : std::max<size_t>(1, static_cast<size_t>(bucket));
  }

  std::array<spark::Cell<uint64_t>, TimeSketch::cells> counts_;
};

}  // namespace canary
