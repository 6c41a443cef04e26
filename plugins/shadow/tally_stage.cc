#include "tally_stage.h"

#include "compare.h"
#include "plugin.h"
#include "targets.h"

namespace shadow {
namespace {

constexpr double delta_bounds[] = {.001, .002, .005, .01, .02, .03, .05,
                                   .075, .1,   .15,  .2,  .3,  .5,  1};

spark::Counter errors(const spark::LineageMetrics& metrics, const char* type) {
  return metrics.counter({.name = "ml_shadow_error_total",
                          .help = "Requests for which the candidate was asked and there is no pair",
                          .labels = {{"error_type", type}}});
}

// The lineage that both models belong to.
spark::Lineage lineage_of(const Shadow& plugin, const spark::Config& config) {
  spark::Lineage found = plugin.lineages.of(config.predict("candidate").model);
  const std::string primary = config.predict("primary").model;
  const std::string other = plugin.lineages.of(primary).name;
  if (other == found.name) return found;
  throw spark::Error(
      "primary and candidate are models of two lineages, '" + other + "' and '" + found.name + "'",
      SPARK_E_INVALID);
}

PairedModel model_of(const Shadow& plugin, const std::string& name) {
  const spark_model_info& info = plugin.models.find(name);
  const auto text = [](const char* given) { return std::string(given == nullptr ? "" : given); };
  return {name, text(info.version), text(info.sha256)};
}

PairOf pair_of(const Shadow& plugin, const spark::Config& config, const std::string& lineage) {
  const std::string primary = config.predict("primary").model;
  const std::string candidate = config.predict("candidate").model;
  return {lineage, model_of(plugin, primary), model_of(plugin, candidate),
          target_difference(plugin.models, primary, candidate).empty()};
}

spark::stats::PairedAnswer answer_of(spark::Frame frame, const spark::Input<int64_t>& status,
                                     const spark::Input<double>& score,
                                     const spark::Input<double>& elapsed_ms) {
  return {status.get(frame).value_or(SPARK_STATUS_SKIPPED), score.get(frame),
          elapsed_ms.get(frame)};
}

// A model that was not ready was not asked, and would look fast.
void observe_time(spark::Frame frame, const spark::Input<int64_t>& status,
                  const spark::Input<double>& elapsed_ms, const spark::Histogram& histogram) {
  const auto ms = elapsed_ms.get(frame);
  if (ms && status.get(frame) != SPARK_STATUS_NOT_READY) histogram.observe(*ms);
}

}  // namespace

TallyStage::TallyStage(Shadow& plugin, const spark::Config& config)
    : TallyStage(plugin, config, lineage_of(plugin, config)) {}

TallyStage::TallyStage(Shadow& plugin, const spark::Config& config, const spark::Lineage& lineage)
    : TallyStage(plugin, config, lineage, spark::LineageMetrics(plugin.metrics, lineage)) {}

TallyStage::TallyStage(Shadow& plugin, const spark::Config& config, const spark::Lineage& lineage,
                       const spark::LineageMetrics& metrics)
    : counted_(plugin.counted.of(lineage.name)),
      budget_ms_(config.predict("candidate").budget_ms),
      not_compared_(counted_.kept(target_difference(plugin.models, config.predict("primary").model,
                                                    config.predict("candidate").model))),
      pair_(plugin.pairs.made(pair_of(plugin, config, lineage.name))),
      outcome_(*this, config.string("compare") + ".outcome"),
      match_(*this, config.string("compare") + ".match"),
      delta_(*this, config.string("compare") + ".delta"),
      primary_score_(*this, config.predict("primary").slot("score")),
      candidate_score_(*this, config.predict("candidate").slot("score")),
      primary_status_(*this, config.predict("primary").slot("status")),
      primary_elapsed_ms_(*this, config.predict("primary").slot("elapsed_ms")),
      candidate_status_(*this, config.predict("candidate").slot("status")),
      candidate_elapsed_ms_(*this, config.predict("candidate").slot("elapsed_ms")),
      success_(metrics.counter(
          {.name = "ml_shadow_success_total", .help = "Requests that both models answered"})),
      matches_(metrics.counter(
          {.name = "ml_shadow_match_total", .help = "Pairs of scores closer than the threshold"})),
      mismatches_(metrics.counter({.name = "ml_shadow_mismatch_total",
                                   .help = "Pairs of scores not closer than the threshold"})),
      other_target_(metrics.counter(
          {.name = "ml_shadow_not_compared_total",
           .help = "Pairs of scores of models with different targets, which are not compared"})),
      late_(errors(metrics, "late")),
      error_(errors(metrics, "error")),
      no_primary_(errors(metrics, "no_primary")),
      abs_delta_(metrics.histogram({.name = "ml_shadow_abs_delta",
                                    .help = "Distance between the two scores of a pair",
                                    .bounds = delta_bounds})),
      candidate_ms_(metrics.histogram({.name = "ml_shadow_latency_ms",
                                       .help = "Time in the candidate, in milliseconds",
                                       .bounds = spark::latency_bounds_ms})),
      primary_ms_(metrics.histogram({.name = "ml_baseline_latency_ms",
                                     .help = "Time in production's model, in milliseconds",
                                     .bounds = spark::latency_bounds_ms})) {
  plugin.untallied.counted();
  counted_.tally_made(budget_ms_, not_compared_);
  if (lineage.primary) return;
  metrics.computed<&Counted::labelled_match_rate>(
      counted_, {.name = "ml_shadow_match_rate", .help = match_rate_help});
}

void TallyStage::run(Worker& worker, spark::Frame frame) const {
  if (!worker.ran) counted_.tally_runs(budget_ms_, not_compared_);
  worker.ran = true;

  observe_time(frame, primary_status_, primary_elapsed_ms_, primary_ms_);
  observe_time(frame, candidate_status_, candidate_elapsed_ms_, candidate_ms_);
  if (frame.synthetic()) return;
  count_for_windows(worker.number, frame);

  const auto outcome = static_cast<Outcome>(outcome_.get(frame).value_or(0));
  if (outcome == Outcome::none) return;
  if (outcome == Outcome::other_target) return other_target_.add();
  if (outcome == Outcome::pair) return count_pair(worker.number, frame);
  const spark::Counter& counter = outcome == Outcome::late         ? late_
                                  : outcome == Outcome::no_primary ? no_primary_
                                                                   : error_;
  counter.add();
  counted_.tallies.of(worker.number).error();
}

// For the windows of a day.
void TallyStage::count_for_windows(uint32_t worker, spark::Frame frame) const {
  const spark::stats::PairedRequest seen = spark::stats::paired_request(
      code_.get(frame).value_or(0),
      answer_of(frame, primary_status_, primary_score_, primary_elapsed_ms_),
      answer_of(frame, candidate_status_, candidate_score_, candidate_elapsed_ms_),
      delta_.get(frame), match_.get(frame).value_or(false));
  if (seen.sums.requests == 0) return;
  PairCounts& counts = pair_->counted.of(worker);
  static const TimeSketch cells = no_times();
  if (seen.production_ms)
    counts.spreads.production_times[cells.cell_of(*seen.production_ms)].add(1);
  if (seen.candidate_ms) counts.spreads.candidate_times[cells.cell_of(*seen.candidate_ms)].add(1);
  if (seen.delta) counts.spreads.deltas[spark::stats::pair_delta_cell(*seen.delta)].add(1);
  counts.add(seen.sums);
}

void TallyStage::count_pair(uint32_t worker, spark::Frame frame) const {
  const bool match = match_.get(frame).value_or(false);
  success_.add();
  (match ? matches_ : mismatches_).add();
  abs_delta_.observe(delta_.get(frame).value_or(0));
  counted_.tallies.of(worker).pair(now_ns_.get(frame).value_or(0), match);
}

}  // namespace shadow
