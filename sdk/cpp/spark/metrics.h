// spark/metrics.h: counters, gauges and histograms. Handles are small, copyable and wait-free;
// asking again for the same name and labels gives the same series.
#pragma once

#include <span>
#include <vector>

#include "spark/ext/draft/metrics.h"
#include "spark/host.h"

namespace spark {

struct MetricSpec {
  const char* name;
  const char* help;  // one sentence that does not end in a digit
  std::vector<spark_label> labels = {};
  std::span<const double> bounds = {};  // histograms
  uint32_t retired_max = 0;             // see spark_metric_desc
};

// Bounds for histograms of latencies in milliseconds, the same in all plugins so that dashboards
// can lay one over another.
inline constexpr double latency_bounds_ms[] = {.005, .01, .025, .05, .1,  .25, .5,  1,   5,
                                               10,   20,  50,   80,  100, 120, 200, 500, 1000};

class Counter {
 public:
  void add(uint64_t by = 1) const { metrics_->add(metric_, by); }  // [any-thread]

 private:
  friend class Metrics;
  Counter(const spark_ext_metrics* metrics, spark_metric* metric)
      : metrics_(metrics), metric_(metric) {}
  const spark_ext_metrics* metrics_;
  spark_metric* metric_;
};

class Gauge {
 public:
  void set(double value) const { metrics_->set(metric_, value); }  // NaN: absent [any-thread]

 private:
  friend class Metrics;
  Gauge(const spark_ext_metrics* metrics, spark_metric* metric)
      : metrics_(metrics), metric_(metric) {}
  const spark_ext_metrics* metrics_;
  spark_metric* metric_;
};

class Histogram {
 public:
  void observe(double value) const { metrics_->observe(metric_, value); }  // [any-thread]

 private:
  friend class Metrics;
  Histogram(const spark_ext_metrics* metrics, spark_metric* metric)
      : metrics_(metrics), metric_(metric) {}
  const spark_ext_metrics* metrics_;
  spark_metric* metric_;
};

// Every function throws what the host refuses. [builder-thread, control-thread]
class Metrics {
 public:
  explicit Metrics(Host host)
      : host_(host.raw()), metrics_(host.require<spark_ext_metrics>(SPARK_EXT_METRICS)) {}

  [[nodiscard]] Counter counter(const MetricSpec& spec) const {
    return {metrics_, made(metrics_->counter, spec)};
  }
  [[nodiscard]] Gauge gauge(const MetricSpec& spec) const {
    return {metrics_, made(metrics_->gauge, spec)};
  }
  [[nodiscard]] Histogram histogram(const MetricSpec& spec) const {
    return {metrics_, made(metrics_->histogram, spec)};
  }

  // A gauge whose value is `(owner.*read)()` whenever metrics are rendered, on the job thread; NaN
  // leaves the series out. `owner` must live as long as the plugin object.
  //
  //   metrics.computed<&Shadow::match_rate>(*this, {.name = "…", .help = "…"});
  template <auto read, class Owner>
  void computed(const Owner& owner, const MetricSpec& spec) const {
    const auto call = [](void* context) noexcept -> double {
      return (static_cast<const Owner*>(context)->*read)();
    };
    const spark_metric_desc desc = raw(spec);
    spark_error err{};
    check(metrics_->computed_gauge(host_, &desc, call, const_cast<Owner*>(&owner), &err), err);
  }

 private:
  static spark_metric_desc raw(const MetricSpec& spec) {
    return {spec.name,
            spec.help,
            spec.labels.data(),
            static_cast<uint32_t>(spec.labels.size()),
            static_cast<uint32_t>(spec.bounds.size()),
            spec.bounds.data(),
            spec.retired_max,
            0};
  }

  template <class Make>
  [[nodiscard]] spark_metric* made(Make make, const MetricSpec& spec) const {
    const spark_metric_desc desc = raw(spec);
    spark_error err{};
    spark_metric* const metric = make(host_, &desc, &err);
    if (metric == nullptr) check(err.code != 0 ? err.code : SPARK_E_FAILED, err);
    return metric;
  }

  const spark_host* host_;
  const spark_ext_metrics* metrics_;
};

}  // namespace spark
