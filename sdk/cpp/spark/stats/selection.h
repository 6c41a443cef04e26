// spark/stats/selection.h: precision and recall above a threshold that was frozen before the
// period.
//
// "The best 20 % of the period" knows the period's scores and is passed by a random walk, so the
// threshold comes from the training period; the share that it really selects is part of the result.
//
//   const auto threshold = selection_threshold(training_scores, 0.20);     // kept with the model
//   Selection selection;
//   for (…) selection.add(score, is_hit, *threshold);                      // another period
//   selection.precision();  selection.recall();  selection.share();
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "spark/stats/rank.h"

namespace spark::stats {

// The threshold above which at most `share` of the scores lie: their quantile 1 - share by nearest
// rank. A row is selected if its score is LARGER. None without a score that is not NaN; share in
// (0, 1). Sorts a copy. [builder, jobs]
[[nodiscard]] inline std::optional<double> selection_threshold(std::span<const double> scores,
                                                               double share) {
  std::vector<double> sorted;
  for (const double score : scores)
    if (!std::isnan(score)) sorted.push_back(score);
  if (sorted.empty()) return {};
  std::sort(sorted.begin(), sorted.end());
  return nearest_rank(sorted, 1 - share);
}

// Counts of rows above a threshold. Each ratio is none where its divisor is 0. [any]
struct Selection {
  // All rows with a score; the hits among them; those above the threshold; the hits among those.
  uint64_t rows = 0;
  uint64_t hits = 0;  // among all rows
  uint64_t selected = 0;
  uint64_t selected_hits = 0;

  // One row of the period; a NaN score is passed over.
  void add(double score, bool is_hit, double threshold) {
    if (std::isnan(score)) return;
    const bool is_selected = score > threshold;
    ++rows;
    hits += is_hit ? 1 : 0;
    selected += is_selected ? 1 : 0;
    selected_hits += is_selected && is_hit ? 1 : 0;
  }

  // Hits among the selected; selected among the hits; selected among all; hits among all.
  [[nodiscard]] std::optional<double> precision() const { return ratio(selected_hits, selected); }
  [[nodiscard]] std::optional<double> recall() const { return ratio(selected_hits, hits); }
  [[nodiscard]] std::optional<double> share() const { return ratio(selected, rows); }
  [[nodiscard]] std::optional<double> base_rate() const { return ratio(hits, rows); }

 private:
  static std::optional<double> ratio(uint64_t part, uint64_t all) {
    if (all == 0) return {};
    return static_cast<double>(part) / static_cast<double>(all);
  }
};

// The recall that a perfect model reaches with this share selected; base_rate in (0, 1]. [any]
[[nodiscard]] inline double recall_ceiling(double share, double base_rate) {
  return std::min(1.0, share / base_rate);
}

// The recall that gate 4 asks: 0.40, or, where the base rate leaves less, that of a model that just
// has the precision 0.58 at 20 % selected. [any]
[[nodiscard]] inline double recall_floor(double base_rate) {
  return std::min(0.40, 0.58 * 0.20 / base_rate);
}

}  // namespace spark::stats
