// The figures of recorded months, which an independent program had before: a fit on December 2023
// and January 2024, judged on March to May 2024; and months that training has not seen, in the
// interval that training gave for them.
#include <functional>
#include <string>

#include "calibrate.h"
#include "cv_summary.h"
#include "freeze.h"
#include "offline_verdict.h"
#include "spark/stats/ranked_scores.h"
#include "support/case_count.h"
#include "support/catch.h"
#include "training/volatility_rows.h"

using namespace training;
using spark::test::is_full_soak;
using spark::test::month_start;
using spark::test::report_figures;
using spark::test::volatility_rows;
using spark::test::VolatilityRows;

namespace {

bool is_skipped() {
  if (!volatility_rows().ts_ms.empty()) return false;
  WARN("skipped: no market data; set SPARK_DATA_DIR to the folder that holds btcusdt_1m/");
  return true;
}

std::vector<double> scores_of(const Fitted& model, const VolatilityRows& rows) {
  return probabilities(model.calibration, margins(model, rows.values, rows.names.size()).value());
}

Measures judged(const Fitted& model, const VolatilityRows& training, const VolatilityRows& span) {
  const auto fitted = scores_of(model, training);
  const auto frozen = freeze({fitted, training.labels, training.persistence}, "rv60").value();
  const auto scores = scores_of(model, span);
  const auto persistence = persistence_scores(frozen, span.persistence);
  return measure({span.ts_ms, scores, persistence, span.labels}, frozen, {.replicates = 200})
      .value();
}

// Five folds of logistic models, the rows within an hour of a fold left out.
CvSummary cross_validated(const VolatilityRows& all) {
  constexpr int64_t hour_ms = 3'600'000;
  std::vector<VolatilityRows> rows;
  std::vector<std::vector<double>> scores;
  const int64_t end = all.ts_ms.back() + 1;
  for (size_t fold = 0; fold < 5; ++fold) {
    const int64_t from = all.ts_ms[all.ts_ms.size() * fold / 5];
    const int64_t until = fold == 4 ? end : all.ts_ms[all.ts_ms.size() * (fold + 1) / 5];
    VolatilityRows training = all.between(0, from - hour_ms);
    training.append(all.between(until + hour_ms, end));
    rows.push_back(all.between(from, until));
    scores.push_back(scores_of(fit_logistic(training.borrowed(), {}).value(), rows.back()));
  }
  std::vector<FoldRows> folds;
  for (size_t fold = 0; fold < 5; ++fold)
    folds.push_back({rows[fold].ts_ms, scores[fold], rows[fold].labels});
  return summarise_folds(folds, {.replicates = 200}).value();
}

}  // namespace

TEST_CASE("recorded months give the figures that an independent program had") {
  if (is_skipped()) return;
  const auto training = volatility_rows().between(0, month_start(2));
  const auto span = volatility_rows().between(month_start(3), month_start(6));
  const Measures logistic = judged(fit_logistic(training.borrowed(), {}).value(), training, span);
  CHECK(logistic.auc == Approx(0.7855).margin(0.001));
  CHECK(logistic.gain == Approx(0.022).margin(0.001));
  REQUIRE(logistic.gain_interval.has_value());
  CHECK(logistic.gain_interval->low > 0.018);
  CHECK(logistic.gain_interval->high < 0.026);
  REQUIRE(logistic.auc_interval.has_value());
  CHECK(logistic.auc_interval->low == Approx(0.776).margin(0.01));

  const Measures trees = judged(fit_trees(training.borrowed(), {}).value(), training, span);
  CHECK(trees.auc > 0.785);
  CHECK(trees.gain_interval->low > 0.02);

  const auto verdict = judge_offline(trees, 0.019, days_with_rows(span.ts_ms));
  CHECK(verdict.verdict == Verdict::pass);
  CHECK(judge_offline(trees, 0.035, 92).verdict == Verdict::fail);
}

// Nominal 90 %. `make soak` trains on each run of one to five months.
TEST_CASE("months that training has not seen lie in its interval for a month") {
  if (is_skipped()) return;
  constexpr size_t months = 6;
  int inside = 0;
  int judged_months = 0;
  for (size_t length = 1; length < months; ++length) {
    for (size_t first = 0; first + length <= months; ++first) {
      if (!is_full_soak() && (length != 2 || first > 0)) continue;
      const auto training =
          volatility_rows().between(month_start(first), month_start(first + length));
      const CvSummary summary = cross_validated(training);
      REQUIRE(summary.month.has_value());
      CHECK(summary.month->high - summary.month->low < 0.15);
      const Fitted model = fit_logistic(training.borrowed(), {}).value();
      std::string line = std::to_string(first) + "+" + std::to_string(length) + " [" +
                         std::to_string(summary.month->low) + ", " +
                         std::to_string(summary.month->high) + "]";
      for (size_t month = 0; month < months; ++month) {
        if (month >= first && month < first + length) continue;
        const auto span = volatility_rows().between(month_start(month), month_start(month + 1));
        const double auc = spark::stats::RankedScores(scores_of(model, span), span.labels).auc();
        ++judged_months;
        inside += auc >= summary.month->low && auc <= summary.month->high ? 1 : 0;
        line += " " + std::to_string(auc);
      }
      UNSCOPED_INFO(line);
    }
  }
  report_figures("training-months", std::to_string(inside) + " of " +
                                        std::to_string(judged_months) +
                                        " unseen months in their 90 % interval");
  CHECK(inside >= 0.8 * judged_months);
}
