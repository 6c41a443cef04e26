#include "measures.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "day_blocks.h"
#include "spark/stats/block_bootstrap.h"
#include "spark/stats/forecast.h"
#include "spark/stats/logistic_line.h"
#include "spark/stats/ranked_scores.h"
#include "spark/stats/selection.h"

namespace training {
namespace {

using spark::stats::Resampling;
using Times = std::span<const uint32_t>;

// Fewer blocks say little of how much days differ.
constexpr double days_min = 5;

bool are_probabilities(std::span<const double> values) {
  return std::all_of(values.begin(), values.end(), [](double p) { return p >= 0 && p <= 1; });
}

bool are_measurable(const ScoredRows& rows) {
  const size_t count = rows.labels.size();
  if (rows.ts_ms.size() != count || rows.scores.size() != count || rows.persistence.size() != count)
    return false;
  if (!are_probabilities(rows.scores) || !are_probabilities(rows.persistence)) return false;
  const auto hits = std::count_if(rows.labels.begin(), rows.labels.end(),
                                  [](uint8_t label) { return label != 0; });
  return hits > 0 && static_cast<size_t>(hits) < count;
}

template <class Statistic>
std::optional<Interval> interval(size_t rows, const Resampling& plan, Statistic statistic) {
  const auto found = spark::stats::block_bootstrap(rows, plan, 0.95, statistic);
  if (!found) return {};
  return Interval{found->low, found->high};
}

// The weighted mean of a value of each row.
double mean_of(std::span<const double> values, Times times) {
  double sum = 0;
  double count = 0;
  for (size_t i = 0; i < values.size(); ++i) {
    sum += times[i] * values[i];
    count += times[i];
  }
  return sum / count;
}

void measure_selection(const ScoredRows& rows, const Frozen& frozen, Measures& out) {
  spark::stats::Selection selection;
  for (size_t i = 0; i < rows.labels.size(); ++i)
    selection.add(rows.scores[i], rows.labels[i] != 0, frozen.threshold);
  out.hits = selection.hits;
  out.precision = selection.precision();
  out.recall = selection.recall();
  out.selected = selection.share().value_or(0);
  const double base_rate = selection.base_rate().value_or(0);
  out.recall_ceiling = spark::stats::recall_ceiling(selected_share, base_rate);
  out.recall_floor = spark::stats::recall_floor(base_rate);
}

// Returns persistence's loss minus the model's, row by row.
std::vector<double> measure_forecast(const ScoredRows& rows, const Frozen& frozen, Measures& out) {
  spark::stats::ForecastScore model;
  spark::stats::ForecastScore persistence;
  spark::stats::ForecastScore base;
  std::vector<double> gains;
  std::vector<double> logits;
  std::vector<double> targets;
  for (size_t i = 0; i < rows.labels.size(); ++i) {
    const bool is_hit = rows.labels[i] != 0;
    model.add(rows.scores[i], is_hit);
    persistence.add(rows.persistence[i], is_hit);
    base.add(frozen.base_rate, is_hit);
    gains.push_back(spark::stats::log_loss(rows.persistence[i], is_hit) -
                    spark::stats::log_loss(rows.scores[i], is_hit));
    logits.push_back(spark::stats::logit(rows.scores[i]));
    targets.push_back(is_hit ? 1 : 0);
  }
  out.brier = model.mean_brier().value_or(0);
  out.brier_skill = model.brier_skill(frozen.base_rate);
  out.log_loss = model.mean_log_loss().value_or(0);
  out.log_loss_persistence = persistence.mean_log_loss().value_or(0);
  out.log_loss_base_rate = base.mean_log_loss().value_or(0);
  out.gain = out.log_loss_persistence - out.log_loss;
  if (const auto line = spark::stats::fit_logistic_line(logits, targets)) {
    out.slope = line->slope;
    out.intercept = line->intercept;
  }
  return gains;
}

}  // namespace

std::optional<Measures> measure(const ScoredRows& rows, const Frozen& frozen,
                                const MeasureOptions& options) {
  if (!are_measurable(rows)) return {};
  const size_t count = rows.labels.size();
  Measures out;
  out.rows = count;
  out.from_ms = rows.ts_ms.front();
  out.until_ms = rows.ts_ms.back();
  measure_selection(rows, frozen, out);
  const std::vector<double> gains = measure_forecast(rows, frozen, out);
  const spark::stats::RankedScores ranked(rows.scores, rows.labels);
  out.auc = ranked.auc();
  out.persistence_auc = spark::stats::RankedScores(rows.persistence, rows.labels).auc();
  if (days_of(rows.ts_ms) < days_min) return out;

  const Resampling plan{.block = rows_in_a_day(rows.ts_ms),
                        .drawn = 0,
                        .replicates = options.replicates,
                        .seed = options.seed};
  out.auc_interval = interval(count, plan, [&](Times times) { return ranked.auc(times); });
  out.gain_interval = interval(count, plan, [&](Times times) { return mean_of(gains, times); });
  out.precision_interval = interval(count, plan, [&](Times times) {
    double selected = 0;
    double hits = 0;
    for (size_t i = 0; i < count; ++i) {
      if (!(rows.scores[i] > frozen.threshold)) continue;
      selected += times[i];
      hits += rows.labels[i] != 0 ? times[i] : 0;
    }
    return hits / selected;  // 0 / 0: none
  });
  return out;
}

}  // namespace training
