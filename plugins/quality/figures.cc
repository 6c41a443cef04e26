#include "figures.h"

#include <algorithm>
#include <vector>

#include "spark/stats/forecast.h"
#include "spark/stats/logistic_line.h"
#include "spark/stats/ranked_scores.h"
#include "spark/stats/selection.h"

namespace quality {
namespace {

using spark::market::Label;

void compare_with_frozen(std::span<const LabelledRow> rows, const Frozen& frozen,
                         const spark::stats::ForecastScore& score, Figures& out) {
  spark::stats::ForecastScore base;
  spark::stats::Selection selection;
  for (const LabelledRow& row : rows) {
    const bool is_hit = row.decision.label == Label::hit;
    base.add(frozen.base_rate, is_hit);
    selection.add(row.score, is_hit, frozen.threshold);
  }
  out.brier_skill = score.brier_skill(frozen.base_rate);
  out.log_loss_base_rate = base.mean_log_loss();
  out.precision = selection.precision();
  out.selected = selection.share();
}

void measure_forecast(std::span<const LabelledRow> rows, const JudgedModel& model, Figures& out) {
  spark::stats::ForecastScore score;
  std::vector<double> logits;
  std::vector<double> targets;
  for (const LabelledRow& row : rows) {
    const bool is_hit = row.decision.label == Label::hit;
    score.add(row.score, is_hit);
    logits.push_back(spark::stats::logit(row.score));
    targets.push_back(is_hit ? 1 : 0);
  }
  out.brier = score.mean_brier();
  out.log_loss = score.mean_log_loss();
  if (const auto line = spark::stats::fit_logistic_line(logits, targets)) {
    out.slope = line->slope;
    out.intercept = line->intercept;
  }
  if (model.frozen) compare_with_frozen(rows, *model.frozen, score, out);
}

}  // namespace

Figures figures_of(std::span<const LabelledRow> rows, const JudgedModel& model) {
  Figures out;
  out.rows = rows.size();
  std::vector<double> scores;
  std::vector<uint8_t> labels;
  bool are_probabilities = true;
  for (const LabelledRow& row : rows) {
    scores.push_back(row.score);
    labels.push_back(row.decision.label == Label::hit ? 1 : 0);
    out.hits += labels.back();
    are_probabilities &= row.score >= 0 && row.score <= 1;
    out.from_ms = out.from_ms == 0 ? row.ts_ms : std::min(out.from_ms, row.ts_ms);
    out.until_ms = std::max(out.until_ms, row.ts_ms);
  }
  if (out.rows < rows_min) {
    out.reason = "fewer than " + std::to_string(rows_min) + " predictions have a known label";
  } else if (out.hits == 0 || out.hits == out.rows) {
    out.reason = out.hits == 0 ? "no prediction was a hit" : "all predictions were hits";
  } else if (model.is_probability && !are_probabilities) {
    out.reason = "a score is outside 0 to 1, so that it is no probability";
  } else {
    out.auc = spark::stats::RankedScores(scores, labels).auc();
    if (model.is_probability) measure_forecast(rows, model, out);
  }
  return out;
}

}  // namespace quality
