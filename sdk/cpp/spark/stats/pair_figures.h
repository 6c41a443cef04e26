// spark/stats/pair_figures.h: the figures of a day of pairs, from its sums and cells alone. Who
// publishes them and who judges them later compute the same.
//
//   const PairFigures figures = pair_figures(sums, hours, candidate_times, deltas);
//
// Of which counts each figure is made:
//
//   error_rate   errors / pairs: the candidate's, of pairs alone
//   match_rate   matches / scored
//   delta_mean   sum of distances / scored
//   delta_std    sqrt(sum of squares / scored - mean^2), over n and not n - 1
//   delta_p99    from the histogram of distances
//   p95_ms       from the candidate's histogram of times
//
// A day has a window of its own and no memory: figures of two halves do not make those of the
// whole, but their sums and cells do. Add those, and compute once.
//
// p95 is the nearest-rank quantile of a sketch with a relative error of 1 %; p99 of the distances
// the upper end of its thousandth; the standard deviation is that of the distances, with n.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <optional>

#include "spark/stats/pairs.h"

namespace spark::stats {

using PairTimeCounts = std::array<uint64_t, PairTimes::cells>;
using PairDeltaCounts = std::array<uint64_t, pair_delta_cells>;

// Each is absent where nothing was counted of it: a rate of no requests is not 0. Beside each
// stands what it rests on, which a judge looks at first.
struct PairFigures {
  uint64_t pairs = 0;
  uint64_t hours = 0;   // with pairs
  uint64_t times = 0;   // that p95_ms rests on
  uint64_t scored = 0;  // that the match rate and distances rest on
  std::optional<double>
      p95_ms;  // of the candidate; what is longer than the sketch tells is as long
  std::optional<double> error_rate;  // the candidate's
  std::optional<double> match_rate, delta_mean, delta_p99, delta_std;
};

// The share of `whole`, which is not 0: from 0 to 1 where `part` is counted among `whole`. Exact
// below 2^53 each. [any]
[[nodiscard]] inline double pair_ratio(uint64_t part, uint64_t whole) noexcept {
  return static_cast<double>(part) / static_cast<double>(whole);
}

// Of times by the sketch's cells, in milliseconds: within 1 % of the time that was seen, 0 below
// 1 us, and the sketch's largest where it was longer. Nothing without times. [any]
[[nodiscard]] inline std::optional<double> pair_p95_ms(const PairTimeCounts& times) {
  PairTimes sketch = no_pair_times();
  sketch.go_on_from(times);
  const auto p95 = sketch.quantile(0.95);
  return p95 ? std::optional(std::min(*p95, sketch.largest())) : std::nullopt;
}

// Of so many distances by thousandths: the upper end of its cell, so that the figure is never less
// than what was seen; 1 for what lies beyond. `count` is that of the scores, at least 1, and the
// cells may hold a few more. [any]
[[nodiscard]] inline double pair_delta_p99(const PairDeltaCounts& deltas, uint64_t count) noexcept {
  const double rank = std::ceil(0.99 * static_cast<double>(count) - 1e-9);
  uint64_t below = 0;
  for (size_t cell = 0; cell < deltas.size(); ++cell) {
    below += deltas[cell];
    if (static_cast<double>(below) >= rank) return static_cast<double>(cell + 1) / pair_delta_cells;
  }
  return 1;
}

// All of them, from a day's counts. `hours` with pairs. The histograms may be ahead of the sums by
// what workers counted meanwhile; p99 goes by the number of scores. [any]
[[nodiscard]] inline PairFigures pair_figures(const PairSums& sums, uint64_t hours,
                                              const PairTimeCounts& candidate_times,
                                              const PairDeltaCounts& deltas) {
  PairFigures figures;
  figures.pairs = sums.pairs;
  figures.hours = hours;
  figures.scored = sums.scored;
  for (const uint64_t each : candidate_times) figures.times += each;
  figures.p95_ms = pair_p95_ms(candidate_times);
  if (sums.pairs > 0) figures.error_rate = pair_ratio(sums.errors, sums.pairs);
  if (sums.scored == 0) return figures;
  const auto scored = static_cast<double>(sums.scored);
  const double mean = sums.delta_sum / scored;
  figures.match_rate = pair_ratio(sums.matches, sums.scored);
  figures.delta_mean = mean;
  figures.delta_p99 = pair_delta_p99(deltas, sums.scored);
  figures.delta_std = std::sqrt(std::max(0.0, sums.delta_squares / scored - mean * mean));
  return figures;
}

}  // namespace spark::stats
