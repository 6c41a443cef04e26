// What one worker counts of a pair of models, for the windows of a day: since the stage was made,
// so that adding costs a worker no look at a clock. The control thread takes the differences.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "spark/per_worker.h"
#include "spark/stats/quantile_sketch.h"

namespace shadow {

using TimeSketch = spark::stats::QuantileSketch<806>;  // 1 us to 10 s, within 1 %
inline TimeSketch no_times() {
  return {0.001, 0.01};
}

// Distances of scores by thousandths: cell i counts those below (i + 1) / 1000, the last one all.
inline constexpr size_t delta_cells = 1'000;
[[nodiscard]] inline size_t delta_cell_of(double delta) noexcept {
  if (!(delta > 0)) return 0;
  return static_cast<size_t>(std::min(delta * delta_cells, delta_cells - 1.0));
}

// A pair is a request of which both models were asked; a model that waits for its features was not.
// A model errs when it fails, throws, has no finite score, is late, or is not asked since its
// breaker is open. What a client did wrong counts nowhere.
struct PairSums {
  uint64_t requests = 0;  // of which production was asked
  uint64_t production_errors = 0;
  uint64_t pairs = 0;
  uint64_t errors = 0;  // the candidate's, of pairs
  uint64_t scored = 0;  // pairs with two scores that can be compared
  uint64_t matches = 0;
  uint64_t production_only = 0;  // pairs in which production alone erred
  uint64_t candidate_only = 0;
  // Looks, five seconds apart, in which one of them alone erred more often than the other one
  // alone: errors come in bursts, of which each is one look's. Workers leave both at zero.
  uint64_t production_worse = 0;
  uint64_t candidate_worse = 0;
  double delta_sum = 0;  // of scored ones
  double delta_squares = 0;

  static constexpr uint64_t PairSums::*counts[] = {&PairSums::requests,
                                                   &PairSums::production_errors,
                                                   &PairSums::pairs,
                                                   &PairSums::errors,
                                                   &PairSums::scored,
                                                   &PairSums::matches,
                                                   &PairSums::production_only,
                                                   &PairSums::candidate_only,
                                                   &PairSums::production_worse,
                                                   &PairSums::candidate_worse};

  PairSums& operator+=(const PairSums& more) noexcept {
    for (uint64_t PairSums::*count : counts) this->*count += more.*count;
    delta_sum += more.delta_sum;
    delta_squares += more.delta_squares;
    return *this;
  }
  // Of what was counted earlier in the same place.
  PairSums& operator-=(const PairSums& before) noexcept {
    for (uint64_t PairSums::*count : counts) this->*count -= before.*count;
    delta_sum -= before.delta_sum;
    delta_squares -= before.delta_squares;
    return *this;
  }
  friend bool operator==(const PairSums&, const PairSums&) = default;
};

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
