// What one worker counts of a pair of models, for the windows of a day: since the stage was made,
// so that adding costs a worker no look at a clock. The control thread takes the differences.
#pragma once

#include <array>
#include <cstdint>

#include "spark/per_worker.h"
#include "spark/stats/pairs.h"

namespace shadow {

// Which request counts as what: spark/stats/pairs.h.
using spark::stats::PairSums;
using TimeSketch = spark::stats::PairTimes;
inline TimeSketch no_times() {
  return spark::stats::no_pair_times();
}
inline constexpr size_t delta_cells = spark::stats::pair_delta_cells;

// Sums, and how values spread: T is a number that counts.
template <class T>
struct Spreads {
  std::array<T, TimeSketch::cells> production_times{};
  std::array<T, TimeSketch::cells> candidate_times{};
  std::array<T, delta_cells> deltas{};
};

struct PairCounts {
  // [the one worker]
  void add(const PairSums& more) noexcept {
    PairSums all = sums.own();
    all += more;
    sums.write(all);
  }

  spark::Published<PairSums> sums;
  Spreads<spark::Cell<uint64_t>> spreads;
};

}  // namespace shadow
