// The handles that plugins hold of the host's metrics: one for each series, at an address that
// stays.
//
// A series keeps its cells for the registry's life, so every request for a series gets the same
// handle: there are never more handles than series (metrics::series_max).
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <variant>

#include "base/error.h"
#include "metrics/registry.h"

// The opaque type of spark/ext/draft/metrics.h.
struct spark_metric {
  std::variant<spark::metrics::Counter, spark::metrics::Gauge, spark::metrics::Histogram> handle;
};

namespace spark::services {

class MetricHandles {
 public:
  // `registry` outlives this.
  explicit MetricHandles(metrics::Registry& registry) : registry_(registry) {}

  // Find or create, with the registry's errors. The pointer is valid for this object's life.
  // [builder, control]
  base::Result<spark_metric*> counter(const metrics::Desc& desc);
  base::Result<spark_metric*> gauge(const metrics::Desc& desc);
  base::Result<spark_metric*> histogram(const metrics::Desc& desc);

  [[nodiscard]] metrics::Registry& registry() { return registry_; }

 private:
  template <class Handle>
  base::Result<spark_metric*> keep(const base::Result<Handle>& handle);

  metrics::Registry& registry_;
  std::mutex mutex_;                                            // guards known_
  std::map<const void*, std::unique_ptr<spark_metric>> known_;  // by the handle's key
};

}  // namespace spark::services
