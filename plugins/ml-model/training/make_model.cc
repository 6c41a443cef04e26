#include "make_model.h"

#include "calibrate.h"
#include "freeze.h"
#include "spark/tool/format.h"

namespace training {
namespace {

using spark::tool::Error;
using spark::tool::Exit;
using spark::tool::Result;

Result<Fitted> fit(const TrainingRows& rows, const Recipe& recipe, const GridPoint& point) {
  if (recipe.type == Fitted::Type::logistic) {
    LogisticOptions options = recipe.logistic;
    options.c = point.c;
    return fit_logistic(rows.labelled(), options);
  }
  TreeOptions options = recipe.trees;
  options.rounds = point.rounds;
  options.depth = point.depth;
  options.eta = point.eta;
  options.seed = static_cast<uint32_t>(recipe.seed);
  return fit_trees(rows.labelled(), options);
}

}  // namespace

std::string text_of(const GridPoint& point, Fitted::Type type) {
  if (type == Fitted::Type::logistic) return "C " + spark::tool::shortest(point.c);
  return "rounds " + std::to_string(point.rounds) + ", depth " + std::to_string(point.depth) +
         ", eta " + spark::tool::shortest(point.eta);
}

Result<std::vector<double>> scores_of(const Fitted& model, const TrainingRows& rows) {
  const Result<std::vector<double>> z = margins(model, rows.values, rows.names.size());
  if (!z) return z.error();
  return probabilities(model.calibration, *z);
}

Result<MadeModel> make_model(const TrainingRows& rows, const Recipe& recipe, const GridPoint& point,
                             const std::string& input) {
  const Fold tail = purged_tail(rows.spans, recipe.calibration_share, recipe.folds);
  if (tail.train.empty())
    return Error{Exit::failed, "expected rows to fit and to calibrate on, found " +
                                   std::to_string(rows.size()) + " in all"};
  const Result<Fitted> fitted = fit(rows.subset(tail.train), recipe, point);
  if (!fitted) return fitted.error();
  MadeModel made;
  made.model = *fitted;
  made.fitted_rows = tail.train.size();
  made.calibration_rows = tail.test_end - tail.test_begin;
  made.purged_rows = tail.purged;

  const TrainingRows slice = rows.between(tail.test_begin, tail.test_end);
  const Result<std::vector<double>> z = margins(made.model, slice.values, slice.names.size());
  if (!z) return z.error();
  const Result<Calibration> line = calibrate(*z, slice.labels);
  if (!line) return line.error();
  made.model.calibration = *line;

  const Result<std::vector<double>> scores = scores_of(made.model, rows);
  if (!scores) return scores.error();
  const Result<Frozen> frozen = freeze({*scores, rows.labels, rows.persistence}, input);
  if (!frozen) return frozen.error();
  made.frozen = *frozen;
  return made;
}

Result<std::optional<Measures>> judge(const MadeModel& made, const TrainingRows& rows,
                                      uint64_t seed) {
  const Result<std::vector<double>> scores = scores_of(made.model, rows);
  if (!scores) return scores.error();
  const std::vector<double> persistence = persistence_scores(made.frozen, rows.persistence);
  MeasureOptions options;
  options.seed = seed;
  return measure({rows.ts_ms, *scores, persistence, rows.labels}, made.frozen, options);
}

}  // namespace training
