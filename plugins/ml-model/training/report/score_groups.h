// Rows grouped by their score: how often a hit came where a model said so.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "training/measures.h"

namespace training {

struct ScoreGroup {
  double score_low = 0;   // the smallest score of its rows
  double score_high = 0;  // the largest
  double score_mean = 0;
  uint64_t rows = 0;  // above 0
  uint64_t hits = 0;
  std::optional<Interval> interval;  // 95 %, of the rate; none on fewer than 2 days

  [[nodiscard]] double rate() const {
    return static_cast<double>(hits) / static_cast<double>(rows);
  }
};

// Groups of (nearly) equal size, the lowest scores first. Equal scores are in one group, so that
// groups may be fewer than asked for and the order of rows has no part in them.
//
// Rows of a day are not independent: the interval is that of a ratio of sums over days (Cochran,
// "Sampling techniques", 1977, chapter 6: cluster sampling), cut to [0, 1]. [tools]
[[nodiscard]] std::vector<ScoreGroup> precision_by_quantile(const ScoredRows& rows, size_t groups);

// The reliability diagram's bins: [0, 1] in `bins` of equal width; empty ones are left out. (Murphy
// and Winkler, "Reliability of subjective probability forecasts", 1977.) [tools]
[[nodiscard]] std::vector<ScoreGroup> reliability(const ScoredRows& rows, size_t bins);

// The highest scores of the period itself. It needs the whole period's scores to be known, and so
// is for reading; gates use the threshold that training froze.
struct TopShare {
  double share = 0;  // asked for
  double threshold = 0;
  uint64_t rows = 0;  // with a score above the threshold
  uint64_t hits = 0;
};

// One for each share in (0, 1); shares that select no row, since too many scores are equal, are
// left out. [tools]
[[nodiscard]] std::vector<TopShare> precision_at_top(const ScoredRows& rows,
                                                     std::span<const double> shares);

}  // namespace training
