#include "cv_summary.h"

#include <cmath>
#include <vector>

#include "day_blocks.h"
#include "spark/stats/block_bootstrap.h"
#include "spark/stats/prediction_interval.h"
#include "spark/stats/ranked_scores.h"

namespace training {
namespace {

constexpr size_t month_days = 30;
constexpr double nominal = 0.90;

// The variance of the AUC of a month that is like this fold; none where the fold is too short.
std::optional<double> month_variance(const FoldRows& fold, const spark::stats::RankedScores& ranked,
                                     const MeasureOptions& options) {
  if (days_of(fold.ts_ms) < 2) return {};
  const size_t day = rows_in_a_day(fold.ts_ms);
  const auto month = spark::stats::block_bootstrap(
      fold.labels.size(),
      {.block = day,
       .drawn = day * month_days,
       .replicates = options.replicates,
       .seed = options.seed},
      nominal, [&](std::span<const uint32_t> times) { return ranked.auc(times); });
  if (!month) return {};
  return month->sd * month->sd;
}

}  // namespace

std::optional<CvSummary> summarise_folds(std::span<const FoldRows> folds,
                                         const MeasureOptions& options) {
  if (folds.size() < 2) return {};
  const auto count = static_cast<double>(folds.size());
  CvSummary summary;
  summary.folds = static_cast<uint32_t>(folds.size());
  std::vector<double> aucs;
  std::vector<double> variances;  // of a fold's own length
  double of_month = 0;
  for (const FoldRows& fold : folds) {
    const spark::stats::RankedScores ranked(fold.scores, fold.labels);
    aucs.push_back(ranked.auc());
    if (!std::isfinite(aucs.back())) return {};
    summary.auc_mean += aucs.back() / count;
    // The variance of an average over days falls with their number.
    if (const auto variance = month_variance(fold, ranked, options)) {
      variances.push_back(*variance * month_days / days_of(fold.ts_ms));
      of_month += *variance / count;
    }
  }
  for (const double auc : aucs) summary.auc_std += std::pow(auc - summary.auc_mean, 2);
  summary.auc_std = std::sqrt(summary.auc_std / (count - 1));

  const auto month = spark::stats::prediction_interval(aucs, variances, of_month, nominal);
  if (!month) return summary;
  summary.month = {std::max(0.0, month->low), std::min(1.0, month->high)};
  summary.month_sampling_std = std::sqrt(of_month);
  summary.regime_std = month->tau;
  return summary;
}

}  // namespace training
