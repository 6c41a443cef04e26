#include "eval_judge.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <numeric>

#include "spark/stats/block_bootstrap.h"
#include "spark/stats/forecast.h"
#include "spark/stats/rank.h"
#include "spark/stats/ranked_scores.h"
#include "spark/tool/format.h"
#include "training/day_blocks.h"

namespace eval {
namespace {

using spark::tool::Error;
using spark::tool::Exit;
using spark::tool::Result;
using training::Measures;
using training::OfflineCheck;
using training::ScoredRows;
using training::Verdict;

constexpr double match_tolerance = 0.05;

// Measures that take a value which training froze stand for nothing where there is none.
void forget_frozen(Measures& measures) {
  measures.precision.reset();
  measures.recall.reset();
  measures.precision_interval.reset();
  measures.brier_skill.reset();
  measures.gain_interval.reset();
}

void judge_without_frozen(Evaluation& out) {
  out.verdict.verdict = Verdict::inconclusive;
  for (OfflineCheck& check : out.verdict.checks) {
    if (check.name != "selected") continue;
    check.value.reset();
    check.verdict = Verdict::inconclusive;
  }
}

void note_gaps(const Subject& subject, Evaluation& out) {
  const Manifest& manifest = subject.manifest;
  if (!manifest.frozen)
    out.not_computed.emplace_back(
        "precision, recall, share selected, Brier skill, and everything beside persistence: the "
        "artefact's training_manifest.json holds no threshold, base rate and persistence that "
        "training froze, and choosing them from the period that is judged would flatter the model");
  if (!manifest.cv_std)
    out.not_computed.emplace_back(
        "the spread of AUC over folds: the artefact's training_manifest.json holds no "
        "cross-validation");
  if (!manifest.span)
    out.not_computed.emplace_back(
        "whether training saw these rows: the artefact's training_manifest.json names no training "
        "span");
  const auto& references = subject.references;
  if (std::any_of(references.features.begin(), references.features.end(),
                  [](const auto& reference) { return !reference; }))
    out.not_computed.emplace_back(
        "PSI: the artefact has no reference_distributions.json for all of its features");
}

std::string without_rows(const JudgedRows& judged) {
  const PassedOver& over = judged.passed_over;
  using spark::tool::grouped;
  return "all measures need rows that were hits and rows that were not, and of " +
         grouped(judged.scores_of_all.size()) + " rows " + grouped(judged.rows.size()) +
         " could be judged; passed over were " + grouped(over.outside) +
         " outside of the span asked for, " + grouped(over.not_ready) + " not ready, " +
         grouped(over.unlabelled) + " without a label and " + grouped(over.without_persistence) +
         " without persistence";
}

// Of values that may be NaN, which are passed over.
training::FeatureSummary summary_of(const std::string& name, std::vector<double> values,
                                    const std::vector<uint8_t>& labels) {
  training::FeatureSummary summary;
  summary.name = name;
  const double auc = spark::stats::RankedScores(values, labels).auc();
  if (std::isfinite(auc)) summary.auc_alone = auc;
  std::erase_if(values, [](double value) { return std::isnan(value); });
  if (values.empty()) return summary;
  std::sort(values.begin(), values.end());
  summary.low = spark::stats::nearest_rank(values, 0.01);
  summary.median = spark::stats::nearest_rank(values, 0.5);
  summary.high = spark::stats::nearest_rank(values, 0.99);
  return summary;
}

void summarise_features(const Subject& subject, const training::Dataset& data,
                        const JudgedRows& judged, Evaluation& out) {
  const std::vector<std::string>& names = subject.model.about().features;
  const std::vector<std::string>& estimated = subject.manifest.inputs_estimated;
  for (size_t i = 0; i < names.size(); ++i) {
    const std::vector<double> column = columns_of(data, {names[i]});
    std::vector<double> values;
    for (const size_t row : judged.rows) values.push_back(column[row]);
    training::FeatureSummary summary = summary_of(names[i], std::move(values), judged.labels);
    summary.weight = subject.weights[i];
    summary.is_estimated =
        std::find(estimated.begin(), estimated.end(), names[i]) != estimated.end();
    out.features.push_back(std::move(summary));
  }
}

// The model's features alone, in its order, as PSI and its references have them.
training::Dataset inputs_of(const Subject& subject, const training::Dataset& data) {
  training::Dataset inputs;
  inputs.names = subject.model.about().features;
  inputs.ts_ms = data.ts_ms;
  inputs.mids = data.mids;
  inputs.values = columns_of(data, inputs.names);
  return inputs;
}

void draw_curves(const ScoredRows& rows, bool has_persistence, Evaluation& out) {
  constexpr size_t groups = 20;
  constexpr size_t bins = 10;
  constexpr double shares[] = {0.01, 0.05, 0.10, 0.20, 0.50};
  out.roc = training::roc_points(rows.scores, rows.labels);
  out.quantiles = training::precision_by_quantile(rows, groups);
  out.top = training::precision_at_top(rows, shares);
  out.reliability = training::reliability(rows, bins);
  if (!has_persistence) return;
  const ScoredRows persistence{rows.ts_ms, rows.persistence, rows.persistence, rows.labels};
  out.roc_of_persistence = training::roc_points(rows.persistence, rows.labels);
  out.quantiles_of_persistence = training::precision_by_quantile(persistence, groups);
  out.top_of_persistence = training::precision_at_top(persistence, shares);
  out.reliability_of_persistence = training::reliability(persistence, bins);
}

// The month of UTC that a time after 1970 lies in, as a running number.
int64_t month_of(int64_t ts_ms) {
  using namespace std::chrono;
  const year_month_day date{floor<days>(sys_time<milliseconds>(milliseconds(ts_ms)))};
  return 12 * static_cast<int>(date.year()) + static_cast<unsigned>(date.month()) - 1;
}

// Months without a hit or without a miss are left out.
void split_by_month(const ScoredRows& rows, const training::Frozen& frozen, Evaluation& out) {
  size_t begin = 0;
  for (size_t end = 1; end <= rows.ts_ms.size(); ++end) {
    if (end < rows.ts_ms.size() && month_of(rows.ts_ms[end]) == month_of(rows.ts_ms[begin]))
      continue;
    const ScoredRows month{
        rows.ts_ms.subspan(begin, end - begin), rows.scores.subspan(begin, end - begin),
        rows.persistence.subspan(begin, end - begin), rows.labels.subspan(begin, end - begin)};
    const auto measures = training::measure(month, frozen, {.replicates = 0});
    const auto count = static_cast<double>(end - begin);
    const double sum = std::accumulate(month.scores.begin(), month.scores.end(), 0.0);
    if (measures) out.months.push_back({*measures, sum / count});
    begin = end;
  }
}

Result<void> refuse_seen_rows(const std::string& version, const std::optional<TrainingSpan>& span,
                              const JudgedRows& judged, int64_t horizon_ms) {
  if (!span) return {};
  const uint64_t touching = count_touching(judged, *span, horizon_ms);
  if (touching > 0) return overlap(version, *span, horizon_ms, touching);
  return {};
}

}  // namespace

training::PairedComparison compare(const JudgedRows& judged,
                                   std::span<const double> scores_of_other, std::string version) {
  training::PairedComparison out;
  out.other = std::move(version);
  out.tolerance = match_tolerance;
  std::vector<double> deltas;
  std::vector<double> gains;
  std::vector<int64_t> ts_ms;
  uint64_t matches = 0;
  for (size_t i = 0; i < judged.rows.size(); ++i) {
    const double other = scores_of_other[judged.rows[i]];
    if (std::isnan(other)) continue;
    const bool is_hit = judged.labels[i] != 0;
    deltas.push_back(std::abs(judged.scores[i] - other));
    if (deltas.back() <= match_tolerance) ++matches;
    gains.push_back(spark::stats::log_loss(other, is_hit) -
                    spark::stats::log_loss(judged.scores[i], is_hit));
    ts_ms.push_back(judged.ts_ms[i]);
  }
  out.pairs = deltas.size();
  if (deltas.empty()) return out;
  const auto count = static_cast<double>(deltas.size());
  out.match_rate = static_cast<double>(matches) / count;
  for (size_t i = 0; i < deltas.size(); ++i) {
    out.delta_mean += deltas[i] / count;
    out.gain += gains[i] / count;
  }
  double squares = 0;
  for (const double delta : deltas) squares += std::pow(delta - out.delta_mean, 2);
  if (count > 1) out.delta_sd = std::sqrt(squares / (count - 1));
  std::sort(deltas.begin(), deltas.end());
  out.delta_p99 = spark::stats::nearest_rank(deltas, 0.99);
  const auto interval =
      spark::stats::block_bootstrap(gains.size(), {.block = training::rows_in_a_day(ts_ms)}, 0.95,
                                    [&](std::span<const uint32_t> times) {
                                      double sum = 0;
                                      for (size_t i = 0; i < gains.size(); ++i)
                                        sum += times[i] * gains[i];
                                      return sum / count;
                                    });
  if (interval && training::days_of(ts_ms) >= 5)
    out.gain_interval = training::Interval{interval->low, interval->high};
  return out;
}

Result<void> judge(const Subject& subject, const Material& material, const Span& asked,
                   const std::optional<Other>& other, Evaluation& out) {
  const std::optional<training::Frozen>& frozen = subject.manifest.frozen;
  std::vector<double> persistence;
  if (frozen)
    persistence = persistence_of(material.data, material.labels, *frozen, material.horizon_ms);
  const JudgedRows judged =
      choose(material.data, material.labels, material.scores, persistence, asked);
  out.data.passed_over = judged.passed_over;
  if (auto unseen =
          refuse_seen_rows(out.version, subject.manifest.span, judged, material.horizon_ms);
      !unseen)
    return unseen.error();
  if (other) {
    if (auto unseen = refuse_seen_rows(other->version, other->span, judged, material.horizon_ms);
        !unseen)
      return unseen.error();
  }

  note_gaps(subject, out);
  const ScoredRows rows = judged.view();
  out.measures = training::measure(rows, frozen.value_or(training::Frozen{}));
  if (out.measures && !frozen) forget_frozen(*out.measures);
  out.verdict = training::judge_offline(out.measures, subject.manifest.cv_std,
                                        training::days_with_rows(judged.ts_ms));
  if (!frozen) judge_without_frozen(out);
  // What may have been learned by heart is no pass.
  if (!subject.manifest.span && out.verdict.verdict == Verdict::pass)
    out.verdict.verdict = Verdict::inconclusive;
  if (!out.measures) {
    out.not_computed.push_back(without_rows(judged));
    return {};
  }
  draw_curves(rows, frozen.has_value(), out);
  split_by_month(rows, frozen.value_or(training::Frozen{}), out);
  const training::Dataset inputs = inputs_of(subject, material.data);
  out.psi = training::psi_by_week(inputs, judged.scores_of_all, subject.references);
  summarise_features(subject, inputs, judged, out);
  if (other) {
    out.against = compare(judged, other->scores, other->version);
    out.sha256_against = other->sha256;
  }
  return {};
}

}  // namespace eval
