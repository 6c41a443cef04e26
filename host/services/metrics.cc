// spark.metrics/2 over the registry: descriptions are checked and copied, handles are looked
// through.
#include <limits>
#include <string>
#include <utility>

#include "base/names.h"
#include "plugin/text.h"
#include "services/extensions.h"
#include "services/jobs.h"
#include "services/plugin_host.h"

namespace spark::services {

namespace {

base::Result<metrics::Labels> read_labels(const spark_metric_desc& raw, const std::string& what) {
  if (raw.label_count > metrics::labels_max)
    return base::Error(what + " has " + std::to_string(raw.label_count) + " labels, more than " +
                       std::to_string(metrics::labels_max));
  if (raw.label_count > 0 && raw.labels == nullptr) return base::Error(what + " has null labels");
  metrics::Labels labels;
  for (uint32_t i = 0; i < raw.label_count; ++i) {
    auto key = plugin::read_name(raw.labels[i].key, "a label's key of " + what);
    if (!key) return key.error();
    auto value = plugin::read_text(raw.labels[i].value, "label '" + *key + "' of " + what,
                                   metrics::label_value_bytes_max);
    if (!value) return value.error();
    labels.emplace_back(std::move(*key), std::move(*value));
  }
  return labels;
}

base::Result<metrics::Desc> read_desc(const PluginHost* object, const spark_metric_desc* raw) {
  if (object == nullptr) return base::Error("metric: the host is not the one that was given");
  if (raw == nullptr) return base::Error("metric: the description is null");
  auto name = plugin::read_text(raw->name, "a metric's name", base::metric_name_bytes_max);
  if (!name) return name.error();
  const std::string what = "metric '" + *name + "'";
  if (!object->may_name_metric(*name))
    return base::Error(what + " begins neither with the plugin's id and _: " +
                       object->identity().metric_prefixes.back() + ", nor with one of plugins." +
                       object->identity().name + ".may.metrics");
  auto help = plugin::read_text(raw->help, "the help of " + what, metrics::help_bytes_max);
  if (!help) return help.error();
  auto labels = read_labels(*raw, what);
  if (!labels) return labels.error();
  if (raw->bound_count > metrics::bounds_max || (raw->bound_count > 0 && raw->bounds == nullptr))
    return base::Error(what + " has null bounds, or more than " +
                       std::to_string(metrics::bounds_max));
  return metrics::Desc{std::move(*name),
                       std::move(*help),
                       std::move(*labels),
                       {raw->bounds, raw->bounds + raw->bound_count},
                       raw->retired_max};
}

using Find = base::Result<spark_metric*> (MetricHandles::*)(const metrics::Desc&);

template <Find find>
spark_metric* find_or_create(const spark_host* host, const spark_metric_desc* raw,
                             spark_error* err) {
  const PluginHost* const object = PluginHost::of(host);
  const auto refuse = [&](const base::Error& why) -> spark_metric* {
    fail(err, SPARK_E_INVALID, why.text);
    return nullptr;
  };
  const auto desc = read_desc(object, raw);
  if (!desc) return refuse(desc.error());
  const auto metric = (object->context().metrics->*find)(*desc);
  return metric ? *metric : refuse(metric.error());
}

int32_t computed_gauge(const spark_host* host, const spark_metric_desc* raw,
                       double (*read)(void* context), void* context, spark_error* err) {
  const PluginHost* const object = PluginHost::of(host);
  const auto desc = read_desc(object, raw);
  if (!desc) return fail(err, SPARK_E_INVALID, desc.error().text);
  if (read == nullptr)
    return fail(err, SPARK_E_INVALID, "metric '" + desc->name + "' has a null read");
  const auto read_safely = [read, context] {
    try {
      return read(context);
    } catch (...) {  // a reading that failed is an absent series
      return std::numeric_limits<double>::quiet_NaN();
    }
  };
  const auto made =
      object->context().metrics->registry().computed_gauge(*desc, object, read_safely);
  return made ? SPARK_OK : fail(err, SPARK_E_INVALID, made.error().text);
}

// A computed gauge may not ask: the rendering that calls it holds the registry.
int32_t render(const spark_host* host, const char* prefix,
               void (*sink)(void* context, const char* text, uint64_t size), void* context,
               spark_error* err) {
  const PluginHost* const object = PluginHost::of(host);
  if (object == nullptr || prefix == nullptr || sink == nullptr)
    return fail(err, SPARK_E_INVALID, "metrics: host, prefix and sink are needed");
  static thread_local bool is_rendering = false;
  if (!Jobs::is_here() || is_rendering)
    return fail(err, SPARK_E_INVALID, "metrics: only the work of a job renders, and no gauge");
  const auto& render_all = object->context().render_metrics;
  if (!render_all) return fail(err, SPARK_E_UNSUPPORTED, "metrics: this host renders none");
  is_rendering = true;
  const std::string text = render_all(prefix);
  is_rendering = false;
  sink(context, text.data(), text.size());
  return SPARK_OK;
}

// A handle of another kind records nothing: there is no error to fill on the request path.
template <class Handle>
const Handle* as(const spark_metric* metric) {
  return metric == nullptr ? nullptr : std::get_if<Handle>(&metric->handle);
}

void add(spark_metric* metric, uint64_t by) {
  if (const auto* counter = as<metrics::Counter>(metric)) counter->add(by);
}

void set(spark_metric* metric, double value) {
  if (const auto* gauge = as<metrics::Gauge>(metric)) gauge->set(value);
}

void observe(spark_metric* metric, double value) {
  if (const auto* histogram = as<metrics::Histogram>(metric)) histogram->observe(value);
}

}  // namespace

const spark_ext_metrics metrics_extension = {
    find_or_create<&MetricHandles::counter>,
    find_or_create<&MetricHandles::gauge>,
    find_or_create<&MetricHandles::histogram>,
    computed_gauge,
    add,
    set,
    observe,
    render,
};

}  // namespace spark::services
