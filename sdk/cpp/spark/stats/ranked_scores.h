// spark/stats/ranked_scores.h: the area under the ROC curve, with ties, also of resampled rows.
//
// AUC is the probability that a random hit has a larger score than a random miss; an equal score
// counts half (Mann and Whitney 1947; Hanley and McNeil 1982). Its interval is that of
// block_bootstrap.h: formulas for independent rows are too narrow here.
//
//   const RankedScores ranked(scores, labels);
//   ranked.auc();
//   block_bootstrap(scores.size(), {.block = 1440}, 0.95, [&](auto t) { return ranked.auc(t); });
//
// AUC sees the order of scores alone: a model whose inputs have drifted keeps it and is wrong all
// the same. forecast.h and logistic_line.h see that.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

namespace spark::stats {

// Rows sorted once, so that each replicate of a bootstrap costs one pass. What is const may be
// called from several threads at once. [builder, jobs]
class RankedScores {
 public:
  // labels[i] is 1 for a hit, else 0; as many as scores. Rows with a NaN score are passed over.
  // Borrows nothing.
  RankedScores(std::span<const double> scores, std::span<const uint8_t> labels) {
    for (size_t i = 0; i < scores.size(); ++i)
      if (!std::isnan(scores[i])) order_.push_back(static_cast<uint32_t>(i));
    std::sort(order_.begin(), order_.end(),
              [&](uint32_t a, uint32_t b) { return scores[a] < scores[b]; });
    for (size_t i = 0; i < order_.size(); ++i) {
      is_hit_.push_back(labels[order_[i]] != 0);
      ends_tie_.push_back(i + 1 == order_.size() || scores[order_[i]] != scores[order_[i + 1]]);
    }
  }

  // NaN without a hit or without a miss.
  [[nodiscard]] double auc() const {
    return area([](uint32_t) { return 1.0; });
  }

  // Row i counts times[i] times; as many as there were scores.
  [[nodiscard]] double auc(std::span<const uint32_t> times) const {
    return area([&](uint32_t row) { return static_cast<double>(times[row]); });
  }

 private:
  // One pass from the lowest score up; a run of equal scores is closed at its end.
  template <class Weight>
  [[nodiscard]] double area(Weight weight) const {
    double hits = 0;
    double misses = 0;
    double pairs = 0;  // hit above miss, and half of the equal ones
    double tied_hits = 0;
    double tied_misses = 0;
    for (size_t i = 0; i < order_.size(); ++i) {
      (is_hit_[i] ? tied_hits : tied_misses) += weight(order_[i]);
      if (!ends_tie_[i]) continue;
      pairs += tied_hits * (misses + tied_misses / 2);
      hits += tied_hits;
      misses += tied_misses;
      tied_hits = tied_misses = 0;
    }
    return pairs / hits / misses;  // 0 / 0 without a hit or without a miss
  }

  std::vector<uint32_t> order_;
  std::vector<bool> is_hit_;    // of each place in the order
  std::vector<bool> ends_tie_;  // whether the next score is larger
};

}  // namespace spark::stats
