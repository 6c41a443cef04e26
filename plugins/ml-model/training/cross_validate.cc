#include "cross_validate.h"

#include <cmath>

#include "freeze.h"
#include "spark/stats/ranked_scores.h"
#include "spark/tool/format.h"

namespace training {
namespace {

using spark::tool::Error;
using spark::tool::Exit;
using spark::tool::Result;

// What a choice made of each fold; borrowed by the summary.
struct Tested {
  std::vector<MadeModel> models;
  std::vector<TrainingRows> rows;
  std::vector<std::vector<double>> scores;
};

void append(OutOfFold& all, const MadeModel& made, const TrainingRows& rows,
            const std::vector<double>& scores) {
  const std::vector<double> persistence = persistence_scores(made.frozen, rows.persistence);
  all.ts_ms.insert(all.ts_ms.end(), rows.ts_ms.begin(), rows.ts_ms.end());
  all.scores.insert(all.scores.end(), scores.begin(), scores.end());
  all.persistence.insert(all.persistence.end(), persistence.begin(), persistence.end());
  all.labels.insert(all.labels.end(), rows.labels.begin(), rows.labels.end());
}

Error in_fold(size_t fold, const Error& error) {
  return {error.exit, "fold " + std::to_string(fold + 1) + ": " + error.text};
}

Result<Tested> test_all(const TrainingRows& rows, const std::vector<Fold>& folds,
                        const Recipe& recipe, const GridPoint& point, const std::string& input,
                        const std::function<void()>& on_fit) {
  Tested tested;
  for (size_t k = 0; k < folds.size(); ++k) {
    Result<MadeModel> made = make_model(rows.subset(folds[k].train), recipe, point, input);
    if (!made) return in_fold(k, made.error());
    tested.rows.push_back(rows.between(folds[k].test_begin, folds[k].test_end));
    Result<std::vector<double>> scores = scores_of(made->model, tested.rows.back());
    if (!scores) return in_fold(k, scores.error());
    tested.models.push_back(std::move(*made));
    tested.scores.push_back(std::move(*scores));
    if (on_fit) on_fit();
  }
  return tested;
}

Result<GridResult> graded(const Tested& tested, const GridPoint& point) {
  GridResult result{point, {}, 0};
  for (size_t k = 0; k < tested.rows.size(); ++k) {
    const double auc = spark::stats::RankedScores(tested.scores[k], tested.rows[k].labels).auc();
    if (std::isnan(auc))
      return in_fold(k, {Exit::failed, "expected hits and misses, found only one of them"});
    result.aucs.push_back(auc);
    result.auc_mean += auc / static_cast<double>(tested.rows.size());
  }
  return result;
}

}  // namespace

Result<CrossValidation> cross_validate(const TrainingRows& rows, const Recipe& recipe,
                                       const std::vector<GridPoint>& grid, const std::string& input,
                                       const std::function<void()>& on_fit) {
  const std::vector<Fold> folds = purged_folds(rows.spans, recipe.folds);
  if (folds.empty())
    return Error{Exit::failed, "expected rows for " + std::to_string(recipe.folds.folds) +
                                   " folds, found " + std::to_string(rows.size())};
  CrossValidation cv;
  Tested best;
  for (const GridPoint& point : grid) {
    Result<Tested> tested = test_all(rows, folds, recipe, point, input, on_fit);
    if (!tested) return tested.error();
    const Result<GridResult> result = graded(*tested, point);
    if (!result) return result.error();
    cv.grid.push_back(*result);
    if (cv.grid.size() > 1 && result->auc_mean <= cv.grid[cv.best].auc_mean) continue;
    cv.best = cv.grid.size() - 1;
    best = std::move(*tested);
  }
  MeasureOptions options;
  options.seed = recipe.seed;
  std::vector<FoldRows> scored;
  for (size_t k = 0; k < folds.size(); ++k) {
    const auto measures = judge(best.models[k], best.rows[k], recipe.seed);
    if (!measures) return in_fold(k, measures.error());
    if (!*measures)
      return in_fold(k, {Exit::failed, "expected hits and misses, found only one of them"});
    append(cv.rows, best.models[k], best.rows[k], best.scores[k]);
    cv.folds.push_back({folds[k], folds[k].train.size(), **measures});
    scored.push_back({best.rows[k].ts_ms, best.scores[k], best.rows[k].labels});
  }
  cv.summary = summarise_folds(scored, options);
  return cv;
}

std::optional<std::string> leakage_alarm(const LabelRule& rule, double auc) {
  if (!rule.is_direction() || auc <= direction_auc_max) return {};
  return "leakage alarm: AUC " + spark::tool::fixed(auc, 3) +
         " for the direction of the price. Nobody's features have had more than " +
         spark::tool::fixed(direction_auc_max, 2) +
         " on such data, in any year: the rows very likely know their answers. Look for a feature "
         "that reads the future, for snapshots stamped too late, and for copies of the test span "
         "among the training rows. Nothing was written.";
}

}  // namespace training
