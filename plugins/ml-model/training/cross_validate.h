// Grid search and cross-validation by purged folds (folds.h): every choice is fitted, calibrated
// and frozen without the fold that it is judged on.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "cv_summary.h"
#include "make_model.h"

namespace training {

struct FoldResult {
  Fold fold;
  uint64_t train_rows = 0;
  Measures measures;
};

struct GridResult {
  GridPoint point;
  std::vector<double> aucs;  // one a fold
  double auc_mean = 0;
};

// The test rows of all folds, in time order, each with what its own fold said.
struct OutOfFold {
  std::vector<int64_t> ts_ms;
  std::vector<double> scores;
  std::vector<double> persistence;
  std::vector<uint8_t> labels;

  [[nodiscard]] ScoredRows view() const { return {ts_ms, scores, persistence, labels}; }
};

struct CrossValidation {
  std::vector<GridResult> grid;
  size_t best = 0;                // of the grid: the largest mean AUC, the first of equal ones
  std::vector<FoldResult> folds;  // of the best, and so below
  OutOfFold rows;
  std::optional<CvSummary> summary;
};

// `on_fit` is called after each fit. An error if a fold cannot be fitted, or holds no hit or no
// miss; it names the fold. [jobs]
[[nodiscard]] spark::tool::Result<CrossValidation> cross_validate(
    const TrainingRows& rows, const Recipe& recipe, const std::vector<GridPoint>& grid,
    const std::string& input, const std::function<void()>& on_fit = {});

// A direction that is better than anybody's: the sentence that stops the training, if there is one.
// Above this AUC the next minute's direction was never predicted on such data; suspect a leak.
// [any]
inline constexpr double direction_auc_max = 0.56;
[[nodiscard]] std::optional<std::string> leakage_alarm(const LabelRule& rule, double auc);

}  // namespace training
