#include "compare.h"

#include <cmath>

#include "plugin.h"

namespace shadow {
namespace {

constexpr double delta_bounds[] = {.001, .002, .005, .01, .02, .03, .05,
                                   .075, .1,   .15,  .2,  .3,  .5,  1};

spark::Counter errors(const spark::Metrics& metrics, const char* type) {
  return metrics.counter({.name = "ml_shadow_error_total",
                          .help = "Requests for which the candidate was asked and there is no pair",
                          .labels = {{"error_type", type}}});
}

int64_t status_of(const spark::Input<int64_t>& status, spark::Frame frame) {
  return status.get(frame).value_or(SPARK_STATUS_SKIPPED);
}

// A model that was not ready was not asked, and would look fast.
void observe_time(spark::Frame frame, const spark::Input<int64_t>& status,
                  const spark::Input<double>& elapsed_ms, const spark::Histogram& histogram) {
  const auto ms = elapsed_ms.get(frame);
  if (ms && status_of(status, frame) != SPARK_STATUS_NOT_READY) histogram.observe(*ms);
}

}  // namespace

Compare::Compare(Shadow& plugin, const spark::Config& config)
    : plugin_(plugin),
      budget_ms_(config.predict("candidate").budget_ms),
      primary_score_(*this, config.predict("primary").slot("score")),
      primary_status_(*this, config.predict("primary").slot("status")),
      primary_elapsed_ms_(*this, config.predict("primary").slot("elapsed_ms")),
      candidate_score_(*this, config.predict("candidate").slot("score")),
      candidate_status_(*this, config.predict("candidate").slot("status")),
      candidate_elapsed_ms_(*this, config.predict("candidate").slot("elapsed_ms")),
      success_(plugin.metrics.counter(
          {.name = "ml_shadow_success_total", .help = "Requests that both models answered"})),
      matches_(plugin.metrics.counter(
          {.name = "ml_shadow_match_total", .help = "Pairs of scores closer than the threshold"})),
      mismatches_(
          plugin.metrics.counter({.name = "ml_shadow_mismatch_total",
                                  .help = "Pairs of scores not closer than the threshold"})),
      late_(errors(plugin.metrics, "late")),
      error_(errors(plugin.metrics, "error")),
      no_primary_(errors(plugin.metrics, "no_primary")),
      abs_delta_(plugin.metrics.histogram({.name = "ml_shadow_abs_delta",
                                           .help = "Distance between the two scores of a pair",
                                           .bounds = delta_bounds})),
      candidate_ms_(plugin.metrics.histogram({.name = "ml_shadow_latency_ms",
                                              .help = "Time in the candidate, in milliseconds",
                                              .bounds = spark::latency_bounds_ms})),
      primary_ms_(plugin.metrics.histogram({.name = "ml_baseline_latency_ms",
                                            .help = "Time in production's model, in milliseconds",
                                            .bounds = spark::latency_bounds_ms})) {
  if (config.has("selected")) selected_.emplace(*this, config.string("selected"));
  plugin_.compare_made(budget_ms_);
}

void Compare::run(Worker& worker, spark::Frame frame) const {
  if (!worker.ran) plugin_.compare_runs(budget_ms_);
  worker.ran = true;

  observe_time(frame, primary_status_, primary_elapsed_ms_, primary_ms_);
  observe_time(frame, candidate_status_, candidate_elapsed_ms_, candidate_ms_);

  const Comparison outcome = judge(frame);
  const bool match = outcome.delta && *outcome.delta < plugin_.match_threshold;
  match_.set(frame, match);
  delta_.set(frame, outcome.delta);
  if (!frame.synthetic()) count(worker.number, outcome, match);
}

Compare::Comparison Compare::judge(spark::Frame frame) const {
  if (selected_ && !selected_->get(frame).value_or(false)) return {};
  switch (status_of(candidate_status_, frame)) {
    case SPARK_STATUS_SKIPPED:
    case SPARK_STATUS_NOT_READY:
      return {};
    case SPARK_STATUS_LATE:
      return {.error = &late_};
    case SPARK_STATUS_OK:
      break;
    default:
      return {.error = &error_};
  }
  const auto candidate = candidate_score_.get(frame);
  const auto primary = primary_score_.get(frame);
  if (!candidate) return {.error = &error_};
  if (!primary && status_of(primary_status_, frame) == SPARK_STATUS_NOT_READY) return {};
  if (!primary) return {.error = &no_primary_};
  return {.delta = std::abs(*candidate - *primary)};
}

void Compare::count(uint32_t worker, const Comparison& outcome, bool match) const {
  if (outcome.error != nullptr) {
    outcome.error->add();
    plugin_.tallies.of(worker).error();
  } else if (outcome.delta) {
    success_.add();
    (match ? matches_ : mismatches_).add();
    abs_delta_.observe(*outcome.delta);
    plugin_.tallies.of(worker).pair(plugin_.clock.now_ns(), match);
  }
}

}  // namespace shadow
