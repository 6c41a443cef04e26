// One handle for each series.
#include "services/metric_handles.h"

namespace spark::services {

template <class Handle>
base::Result<spark_metric*> MetricHandles::keep(const base::Result<Handle>& handle) {
  if (!handle) return handle.error();
  const std::lock_guard lock(mutex_);
  std::unique_ptr<spark_metric>& known = known_[handle->key()];
  if (known == nullptr) known = std::make_unique<spark_metric>(spark_metric{*handle});
  return known.get();
}

// The registry is asked every time: it moves the series to the end of its family.
base::Result<spark_metric*> MetricHandles::counter(const metrics::Desc& desc) {
  return keep(registry_.counter(desc));
}
base::Result<spark_metric*> MetricHandles::gauge(const metrics::Desc& desc) {
  return keep(registry_.gauge(desc));
}
base::Result<spark_metric*> MetricHandles::histogram(const metrics::Desc& desc) {
  return keep(registry_.histogram(desc));
}

}  // namespace spark::services
