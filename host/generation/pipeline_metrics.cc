// Series of a pipeline, by the Prometheus conventions: seconds, _total, bounded label sets.
#include "generation/pipeline_metrics.h"

#include "base/assert.h"
#include "base/clock.h"

namespace spark::generation {
namespace {

constexpr uint32_t not_ready_code = 422;

double breaker_value(frame::BreakerGate::State state) {
  switch (state) {
    case frame::BreakerGate::State::closed:
      return 0;
    case frame::BreakerGate::State::half_open:
      return 1;
    case frame::BreakerGate::State::open:
      return 2;
  }
  return 0;
}

// Collects the first failure, so that creating thirty series reads as thirty lines.
class Maker {
 public:
  Maker(metrics::Registry& registry, std::string pipeline)
      : registry_(registry), pipeline_(std::move(pipeline)) {}

  metrics::Counter counter(const char* name, const char* help, metrics::Labels labels) {
    auto made = registry_.counter({name, help, with_pipeline(std::move(labels)), {}, 0});
    if (made) return *made;
    keep(made.error());
    return {};
  }

  metrics::Histogram histogram(const char* name, const char* help, metrics::Labels labels,
                               bool has_exemplars) {
    auto made = registry_.histogram({name, help, with_pipeline(std::move(labels)),
                                     duration_bounds_seconds(), 0, has_exemplars});
    if (made) return *made;
    keep(made.error());
    return {};
  }

  void breaker(const frame::Plan& plan, const frame::PlacedStage& placed) {
    auto made = registry_.computed_gauge(
        {"spark_breaker_state",
         "Circuit breaker of a stage: 0 closed, 1 half-open, 2 open (see the docs)",
         with_pipeline({{"stage", placed.name}}),
         {},
         0},
        &plan, [&breaker = *placed.breaker] {
          return breaker_value(breaker.gate.state(base::steady_ns(), breaker.limits));
        });
    if (!made) keep(made.error());
  }

  [[nodiscard]] const std::optional<base::Error>& error() const { return error_; }

 private:
  metrics::Labels with_pipeline(metrics::Labels labels) const {
    labels.insert(labels.begin(), {"pipeline", pipeline_});
    return labels;
  }
  void keep(const base::Error& error) {
    if (!error_) error_ = error;
  }

  metrics::Registry& registry_;
  std::string pipeline_;
  std::optional<base::Error> error_;
};

}  // namespace

const std::vector<double>& duration_bounds_seconds() {
  static const std::vector<double> bounds = {1e-6, 2.5e-6, 5e-6, 1e-5, 2.5e-5, 5e-5, 1e-4, 2.5e-4,
                                             5e-4, 1e-3,   5e-3, 1e-2, 2.5e-2, 5e-2, 1e-1, 1};
  return bounds;
}

base::Result<PipelineMetrics> PipelineMetrics::create(metrics::Registry& registry,
                                                      const frame::Plan& plan) {
  Maker maker(registry, plan.name);
  PipelineMetrics made;
  for (size_t i = 0; i < codes.size(); ++i) {
    made.requests_[i] =
        maker.counter("spark_requests_total", "Requests answered, by pipeline and status code",
                      {{"code", std::to_string(codes[i])}});
  }
  made.duration_seconds_ =
      maker.histogram("spark_request_duration_seconds",
                      "From a request's parsed body to its rendered answer", {}, true);
  made.slow_ = maker.counter("spark_slow_requests_total",
                             "Requests that were slower than `log.slow_request` or failed", {});
  made.slow_unlogged_ =
      maker.counter("spark_slow_requests_unlogged_total",
                    "Slow or failed requests without a line in the log, since there were many", {});
  const char* const errors = "spark_stage_errors_total";
  const char* const errors_help = "Stage runs without a usable result, by reason";
  for (const auto& placed : plan.stages) {
    const auto labels = [&](const char* reason) {
      return metrics::Labels{{"stage", placed.name}, {"reason", reason}};
    };
    StageSeries series;
    series.runs =
        maker.counter("spark_stage_runs_total", "Calls of a stage", {{"stage", placed.name}});
    series.skipped = maker.counter("spark_stage_skipped_total", "Requests for which `when` said no",
                                   {{"stage", placed.name}});
    series.late = maker.counter(errors, errors_help, labels("late"));
    series.not_ready = maker.counter(errors, errors_help, labels("not_ready"));
    series.failed = maker.counter(errors, errors_help, labels("failed"));
    series.refused = maker.counter(errors, errors_help, labels("breaker_open"));
    series.duration_seconds = maker.histogram("spark_stage_duration_seconds", "Time in a stage",
                                              {{"stage", placed.name}}, false);
    made.stages_.push_back(series);
    if (placed.breaker) maker.breaker(plan, placed);
  }
  if (maker.error()) return *maker.error();
  return made;
}

void PipelineMetrics::record(uint32_t code, int64_t elapsed_ns,
                             std::span<const pipeline::Trace> traces,
                             const metrics::Exemplar* exemplar) const noexcept {
  for (size_t i = 0; i < codes.size(); ++i) {
    if (codes[i] != code) continue;
    requests_[i].add();
    break;
  }
  // A request that waits for features was not answered: its time would make the pipeline look fast.
  if (code != not_ready_code)
    duration_seconds_.observe(static_cast<double>(elapsed_ns) * 1e-9, exemplar);
  for (size_t i = 0; i < traces.size(); ++i) {
    const StageSeries& series = stages_[i];
    using pipeline::Outcome;
    switch (traces[i].outcome) {
      case Outcome::not_reached:
        continue;
      case Outcome::skipped:
        series.skipped.add();
        continue;
      case Outcome::refused:
        series.refused.add();
        continue;
      case Outcome::late:
        series.late.add();
        break;
      case Outcome::not_ready:
        series.not_ready.add();
        break;
      case Outcome::failed:
        series.failed.add();
        break;
      case Outcome::ok:
        break;
    }
    series.runs.add();
    series.duration_seconds.observe(static_cast<double>(traces[i].elapsed_ns) * 1e-9);
  }
}

void PipelineMetrics::note_slow(bool is_logged) const noexcept {
  slow_.add();
  if (!is_logged) slow_unlogged_.add();
}

PipelineCounts PipelineMetrics::counts() const {
  PipelineCounts all;
  for (size_t i = 0; i < codes.size(); ++i) {
    if (codes[i] != not_ready_code) all.requests += requests_[i].total();
    if (codes[i] == 500) all.errors += requests_[i].total();
  }
  duration_seconds_.append_buckets(all.durations);
  for (const StageSeries& series : stages_)
    all.stages.push_back({series.runs.total(), series.late.total() + series.failed.total()});
  return all;
}

std::vector<uint64_t> PipelineMetrics::stage_durations(size_t index) const {
  std::vector<uint64_t> counts;
  stages_.at(index).duration_seconds.append_buckets(counts);
  return counts;
}

}  // namespace spark::generation
