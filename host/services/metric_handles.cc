// One handle for each series.
#include "services/metric_handles.h"

namespace spark::services {

namespace {

// Names and label keys hold no NUL, and values are C strings, so NULs separate them without doubt.
std::string key_of(const metrics::Desc& desc) {
  std::string key = desc.name;
  for (const auto& [name, value] : desc.labels) {
    key += '\0';
    key += name;
    key += '\0';
    key += value;
  }
  return key;
}

}  // namespace

template <class Handle>
base::Result<spark_metric*> MetricHandles::keep(const metrics::Desc& desc,
                                                const base::Result<Handle>& handle) {
  if (!handle) return handle.error();
  const std::lock_guard lock(mutex_);
  std::unique_ptr<spark_metric>& known = known_[key_of(desc)];
  if (known == nullptr) known = std::make_unique<spark_metric>(spark_metric{*handle});
  return known.get();
}

// The registry is asked every time: it moves the series to the end of its family.
base::Result<spark_metric*> MetricHandles::counter(const metrics::Desc& desc) {
  return keep(desc, registry_.counter(desc));
}
base::Result<spark_metric*> MetricHandles::gauge(const metrics::Desc& desc) {
  return keep(desc, registry_.gauge(desc));
}
base::Result<spark_metric*> MetricHandles::histogram(const metrics::Desc& desc) {
  return keep(desc, registry_.histogram(desc));
}

}  // namespace spark::services
