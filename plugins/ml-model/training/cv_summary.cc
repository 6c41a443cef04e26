#include "cv_summary.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "day_blocks.h"
#include "spark/stats/block_bootstrap.h"
#include "spark/stats/prediction_interval.h"
#include "spark/stats/ranked_scores.h"

namespace training {
namespace {

constexpr size_t week_days = 7;
constexpr size_t month_days = 30;
constexpr double test_days_min = 28;
constexpr double nominal = 0.90;

std::optional<double> month_std_of(std::span<const FoldRows> folds, const MeasureOptions& options) {
  std::vector<double> scores;
  std::vector<uint8_t> labels;
  double days = 0;
  for (const FoldRows& fold : folds) {
    scores.insert(scores.end(), fold.scores.begin(), fold.scores.end());
    labels.insert(labels.end(), fold.labels.begin(), fold.labels.end());
    days += days_of(fold.ts_ms);
  }
  if (days < test_days_min) return {};
  const auto day =
      static_cast<size_t>(std::max(1L, std::lround(static_cast<double>(labels.size()) / days)));
  const spark::stats::RankedScores ranked(scores, labels);
  const auto month = spark::stats::block_bootstrap(
      labels.size(),
      {.block = day * week_days,
       .drawn = day * month_days,
       .replicates = options.replicates,
       .seed = options.seed},
      nominal, [&](std::span<const uint32_t> times) { return ranked.auc(times); });
  if (!month) return {};
  return month->sd;
}

}  // namespace

std::optional<CvSummary> summarise_folds(std::span<const FoldRows> folds,
                                         const MeasureOptions& options) {
  std::vector<double> aucs;
  for (const FoldRows& fold : folds)
    aucs.push_back(spark::stats::RankedScores(fold.scores, fold.labels).auc());
  const auto mean = spark::stats::prediction_interval(aucs, 0, nominal);
  if (!mean) return {};
  CvSummary summary;
  summary.folds = static_cast<uint32_t>(folds.size());
  summary.auc_mean = mean->mean;
  summary.auc_std = mean->sd;
  summary.month_std = month_std_of(folds, options);
  if (!summary.month_std) return summary;
  const double variance = *summary.month_std * *summary.month_std;
  if (const auto month = spark::stats::prediction_interval(aucs, variance, nominal))
    summary.month = {std::max(0.0, month->low), std::min(1.0, month->high)};
  return summary;
}

}  // namespace training
