// What the folds of a cross-validation say together: how much AUC varies, and where that of another
// month will probably lie.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "measures.h"

namespace training {

// The test rows of one fold, scored by the model that was fitted without them; spans of one length,
// borrowed.
struct FoldRows {
  std::span<const int64_t> ts_ms;  // ascending
  std::span<const double> scores;
  std::span<const uint8_t> labels;
};

struct CvSummary {
  uint32_t folds = 0;
  double auc_mean = 0;
  double auc_std = 0;             // n - 1
  std::optional<Interval> month;  // AUC of another month of 30 days; nominal 90 %
  double month_sampling_std = 0;  // of a month's AUC, were all months alike
  double regime_std = 0;          // of folds' AUC beyond their own sampling
};

// The month's interval is that of prediction_interval() in spark/stats/prediction_interval.h over
// the folds' AUCs: its sampling variances are those of day blocks (30 days drawn from each fold's
// days, scaled to the fold's length), and what folds differ by beyond that is taken as a property
// of the time, which a month does not average out. None with fewer than 3 folds, or where a fold is
// shorter than 2 days. nullopt without 2 folds, or where a fold has no hit or no miss. [jobs]
[[nodiscard]] std::optional<CvSummary> summarise_folds(std::span<const FoldRows> folds,
                                                       const MeasureOptions& options = {});

[[nodiscard]] boost::json::object as_json(const CvSummary& summary);

}  // namespace training
