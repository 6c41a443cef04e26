// What the folds of a cross-validation say together: how much AUC varies, and where that of another
// month will probably lie.
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <optional>
#include <span>

#include "measures.h"

namespace training {

// The test rows of one fold, scored by the model that was fitted without them; spans of one length,
// borrowed.
struct FoldRows {
  std::span<const int64_t> ts_ms;  // ascending
  std::span<const double> scores;  // calibrated, so that folds can be pooled
  std::span<const uint8_t> labels;
};

struct CvSummary {
  uint32_t folds = 0;
  double auc_mean = 0;
  double auc_std = 0;               // n - 1
  std::optional<double> month_std;  // of the AUC of 30 days like these
  std::optional<Interval> month;    // of the AUC of another month; nominal 90 %
};

// Folds in the order of time. month_std is that of replicates of 30 days, drawn in blocks of a week
// from all test rows: it holds what days, weeks and folds differ by. The month's interval adds what
// the mean of the folds may be off (spark/stats/prediction_interval.h). Neither is there for test
// rows of less than 4 weeks. nullopt without 2 folds, or where a fold has no hit or no miss.
// [jobs]
[[nodiscard]] std::optional<CvSummary> summarise_folds(std::span<const FoldRows> folds,
                                                       const MeasureOptions& options = {});

[[nodiscard]] boost::json::object as_json(const CvSummary& summary);

}  // namespace training
