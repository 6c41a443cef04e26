// spark/metrics.h: counters, gauges and histograms.
//
//   requests_(spark::Metrics(host).counter({.name = "up_move_requests_total", .help = "Requests"}))
//
// Ask for a series once, in the constructor of the plugin or stage, and keep the handle as a
// member. Asking again for the same name and labels, as the next generation does, gives the same
// series, which goes on counting. A name begins with the plugin's id and _ (dashes become
// underscores), unless its entry under plugins: is granted more.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "spark/ext/draft/metrics.h"
#include "spark/host.h"

namespace spark {

// The wanted series; spark_metric_desc states the limits. Borrowed for the call.
struct MetricSpec {
  const char* name;
  // One sentence that does not end in a digit.
  const char* help;
  // Pairs of key and value; the keys of a name never change.
  std::vector<spark_label> labels = {};
  // Histograms: upper bounds, finite and strictly ascending; +Inf is added.
  std::span<const double> bounds = {};
  // How many values of the first label are kept besides the newest, such as versions; 0: all.
  uint32_t retired_max = 0;
};

// Bounds for histograms of latencies in milliseconds, the same in all plugins so that dashboards
// can lay one over another.
inline constexpr double latency_bounds_ms[] = {.005, .01, .025, .05, .1,  .25, .5,  1,   5,
                                               10,   20,  50,   80,  100, 120, 200, 500, 1000};

class Metrics;

namespace glue {

// Base of all handles: small, copyable, valid for the host's life, and wait-free to record by.
class MetricHandle {
 protected:
  friend class spark::Metrics;
  MetricHandle(const spark_ext_metrics* metrics, spark_metric* metric)
      : metrics_(metrics), metric_(metric) {}

  const spark_ext_metrics* metrics_;
  spark_metric* metric_;
};

}  // namespace glue

// Only goes up.
class Counter : glue::MetricHandle {
 public:
  // [any]
  void add(uint64_t by = 1) const { metrics_->add(metric_, by); }

 private:
  friend class Metrics;
  using MetricHandle::MetricHandle;
};

// The last value that was set; absent before that, and after NaN.
class Gauge : glue::MetricHandle {
 public:
  // [any]
  void set(double value) const { metrics_->set(metric_, value); }

 private:
  friend class Metrics;
  using MetricHandle::MetricHandle;
};

// How many values were at most each bound, and their sum. NaN and infinities are not counted.
class Histogram : glue::MetricHandle {
 public:
  // [any]
  void observe(double value) const { metrics_->observe(metric_, value); }

 private:
  friend class Metrics;
  using MetricHandle::MetricHandle;
};

// Makes handles. Small and copyable; valid for the plugin object's life. Every function throws the
// host's refusal: a name that is not the plugin's, another kind, other label keys or bounds than
// before, too many series. Do not call them from a computed gauge's function: rendering calls it.
class Metrics {
 public:
  // Throws if the host offers no metrics. [builder]
  explicit Metrics(Host host) : metrics_(host, SPARK_EXT_METRICS) {}

  // Begins at 0. [builder, control]
  [[nodiscard]] Counter counter(const MetricSpec& spec) const {
    return {metrics_.functions, made(metrics_->counter, spec)};
  }
  // Absent until it is set. [builder, control]
  [[nodiscard]] Gauge gauge(const MetricSpec& spec) const {
    return {metrics_.functions, made(metrics_->gauge, spec)};
  }
  // `spec.bounds` has 1 to 64. [builder, control]
  [[nodiscard]] Histogram histogram(const MetricSpec& spec) const {
    return {metrics_.functions, made(metrics_->histogram, spec)};
  }

  // A gauge whose value is `(owner.*read)()` on [jobs] whenever metrics are rendered, while the
  // plugin object serves; NaN leaves the series out. `read` must not throw. `owner` must live as
  // long as the plugin object. [builder, control]
  //
  //   metrics.computed<&Shadow::match_rate>(*this, {.name = "…", .help = "…"});
  template <auto read, class Owner>
  void computed(const Owner& owner, const MetricSpec& spec) const {
    const auto call = [](void* context) noexcept -> double {
      return (static_cast<const Owner*>(context)->*read)();
    };
    const spark_metric_desc desc = raw(spec);
    spark_error err{};
    check(metrics_->computed_gauge(metrics_.host, &desc, call, const_cast<Owner*>(&owner), &err),
          err);
  }

  // All series whose names begin with `prefix` as a scrape of the host would have them now; for
  // snapshots that are kept as evidence. In the work of a job, and nowhere else. [jobs]
  [[nodiscard]] std::string render(const char* prefix) const {
    std::string all;
    const auto take = [](void* context, const char* text, uint64_t size) {
      static_cast<std::string*>(context)->assign(text, size);
    };
    spark_error err{};
    check(metrics_->render(metrics_.host, prefix, take, &all, &err), err);
    return all;
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
    return checked(make(metrics_.host, &desc, &err), err);
  }

  glue::Service<spark_ext_metrics> metrics_;
};

}  // namespace spark
