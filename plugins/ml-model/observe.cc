#include "observe.h"

#include "plugin.h"

namespace ml_model {
namespace {

constexpr double score_bounds[] = {.01, .05, .1, .2, .3, .4, .5, .6, .7, .8, .9, .95, .99};

spark::Counter requests(const spark::LineageMetrics& metrics, uint32_t retired_max,
                        const char* version, const char* status) {
  return metrics.counter({.name = "ml_predict_requests_total",
                          .help = "Rows given to the model, by outcome",
                          .labels = {{"model_version", version}, {"status", status}},
                          .retired_max = retired_max});
}

spark::Counter errors(const spark::LineageMetrics& metrics, const char* type) {
  return metrics.counter({.name = "ml_model_errors_total",
                          .help = "Rows that the model did not answer, or not in time",
                          .labels = {{"error_type", type}}});
}

// Codes of answers.
constexpr int64_t answered = 200;
constexpr int64_t refused = 400;
constexpr int64_t not_ready = 422;

}  // namespace

Observe::Observe(MlModel& plugin, const spark::Config& config)
    : Observe(plugin, config.predict("predict"),
              plugin.lineages.of(config.predict("predict").model)) {}

Observe::Observe(MlModel& plugin, const spark::Predict& predict, const spark::Lineage& lineage)
    : Observe(plugin, predict, lineage, spark::LineageMetrics(plugin.metrics, lineage),
              plugin.models.find(predict.model).version) {}

Observe::Observe(MlModel& plugin, const spark::Predict& predict, const spark::Lineage& lineage,
                 const spark::LineageMetrics& metrics, const char* version)
    : plugin_(plugin),
      status_(*this, predict.slot("status")),
      score_(*this, predict.slot("score")),
      elapsed_ms_(*this, predict.slot("elapsed_ms")),
      success_(requests(metrics, retired_versions_max(lineage), version, "success")),
      not_ready_(requests(metrics, retired_versions_max(lineage), version, "not_ready")),
      late_(requests(metrics, retired_versions_max(lineage), version, "late")),
      error_(requests(metrics, retired_versions_max(lineage), version, "error")),
      late_errors_(errors(metrics, "late")),
      other_errors_(errors(metrics, "error")),
      latency_ms_(metrics.histogram({.name = "ml_predict_latency_ms",
                                     .help = "Time in the model, in milliseconds",
                                     .labels = {{"model_version", version}},
                                     .bounds = spark::latency_bounds_ms,
                                     .retired_max = retired_versions_max(lineage)})),
      scores_(metrics.histogram(
          {.name = "ml_prediction_score", .help = "Scores of the model", .bounds = score_bounds})) {
  plugin_.live_versions.begin(this, predict.model, version, lineage);
  plugin_.model_info.add(lineage);
}

Observe::~Observe() {
  plugin_.live_versions.end(this);
}

void Observe::run(spark::Frame frame) const {
  const int64_t code = answer_code_.get(frame).value_or(answered);
  if (code == refused) return;  // the request was wrong, so the model was asked nothing
  const int64_t status = code == not_ready ? int64_t{SPARK_STATUS_NOT_READY}
                                           : status_.get(frame).value_or(SPARK_STATUS_SKIPPED);
  const auto elapsed_ms = elapsed_ms_.get(frame);
  if (elapsed_ms && status != SPARK_STATUS_NOT_READY) latency_ms_.observe(*elapsed_ms);
  if (frame.synthetic()) return;
  switch (status) {
    case SPARK_STATUS_OK:
      success_.add();
      if (const auto score = score_.get(frame)) scores_.observe(*score);
      break;
    case SPARK_STATUS_NOT_READY:
      not_ready_.add();
      break;
    case SPARK_STATUS_LATE:
      late_.add();
      late_errors_.add();
      break;
    case SPARK_STATUS_ERROR:
      error_.add();
      other_errors_.add();
      break;
    default:  // skipped: nothing was asked
      break;
  }
}

}  // namespace ml_model
