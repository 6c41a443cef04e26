#include "spark/testing/fake_host.h"

#include <cctype>
#include <limits>
#include <stdexcept>

#include "spark/error.h"
#include "spark/testing/fake_evidence.h"
#include "spark/testing/fake_http.h"
#include "spark/testing/fake_models.h"
#include "spark/testing/fake_of.h"
#include "spark/testing/fake_pins.h"
#include "spark/testing/fake_services.h"
#include "spark/testing/fake_swaps.h"

namespace spark::testing {
namespace {

void write_log(const spark_host* host, uint32_t level, const char* text, uint32_t length) {
  fake(host).log.push_back(std::to_string(level) + " " + std::string(text, length));
}

int64_t now_ns(const spark_host* host) {
  return fake(host).now_ns;
}
int64_t utc_ms(const spark_host* host) {
  return fake(host).utc_ms;
}
int64_t event_ms(const spark_host* host) {
  return fake(host).event_ms != 0 ? fake(host).event_ms : fake(host).utc_ms;
}

spark_metric* metric(const spark_host* host, const spark_metric_desc* desc, char kind,
                     spark_error* err) {
  const std::string help = desc->help;
  if (help.empty() || std::isdigit(static_cast<unsigned char>(help.back())) != 0) {
    report(err, SPARK_E_INVALID, std::string(desc->name) + ": bad HELP");
    return nullptr;
  }
  std::string series = desc->name;
  for (uint32_t i = 0; i < desc->label_count; ++i) {
    series += (i == 0 ? "{" : ",") + std::string(desc->labels[i].key) + "=\"" +
              desc->labels[i].value + "\"";
  }
  if (desc->label_count > 0) series += "}";
  spark_metric& found = fake(host).metrics[series];
  if (found.kind != '?' && found.kind != kind) {
    report(err, SPARK_E_INVALID, series + ": clash of types");
    return nullptr;
  }
  found.kind = kind;
  found.bounds.assign(desc->bounds, desc->bounds + desc->bound_count);
  found.retired_max = desc->retired_max;
  return &found;
}

spark_metric* counter(const spark_host* host, const spark_metric_desc* desc, spark_error* err) {
  return metric(host, desc, 'c', err);
}
spark_metric* gauge(const spark_host* host, const spark_metric_desc* desc, spark_error* err) {
  return metric(host, desc, 'g', err);
}
spark_metric* histogram(const spark_host* host, const spark_metric_desc* desc, spark_error* err) {
  return metric(host, desc, 'h', err);
}
int32_t computed_gauge(const spark_host* host, const spark_metric_desc* desc, double (*read)(void*),
                       void* context, spark_error* err) {
  spark_metric* const found = metric(host, desc, 'g', err);
  if (found == nullptr) return SPARK_E_INVALID;
  found->read = read;
  found->context = context;
  return SPARK_OK;
}
void add(spark_metric* counter, uint64_t by) {
  counter->value += static_cast<double>(by);
}
void set(spark_metric* gauge, double value) {
  gauge->value = value;
}
void observe(spark_metric* histogram, double value) {
  histogram->observed.push_back(value);
}

// Counters and gauges that have a value, one a line.
int32_t render(const spark_host* host, const char* prefix,
               void (*sink)(void* context, const char* text, uint64_t size), void* context,
               spark_error*) {
  std::string all;
  for (const auto& [series, one] : fake(host).metrics) {
    if (one.kind == 'h' || series.rfind(prefix, 0) != 0) continue;
    all += series + " " + std::to_string(fake(host).value(series)) + "\n";
  }
  sink(context, all.data(), all.size());
  return SPARK_OK;
}

spark_flag* declare(const spark_host* host, const char* name, int64_t initial, int64_t safe,
                    spark_error* err) {
  const auto [found, made] = fake(host).flags.try_emplace(name, spark_flag{initial, safe});
  if (!made && found->second.safe != safe) {
    report(err, SPARK_E_INVALID, std::string(name) + ": another safe value");
    return nullptr;
  }
  return &found->second;
}
int64_t get_flag(const spark_flag* flag) {
  return flag->value;
}
// A latch is opened by the handler of a risky route that names the flag.
int32_t set_flag(const spark_host* host, spark_flag* flag, int64_t value, spark_error* err) {
  if (value != flag->safe && flag->is_latched && fake(host).called_flag != flag)
    return report(err, SPARK_E_LATCHED, "the flag is latched");
  if (value != flag->safe) flag->is_latched = false;
  flag->value = value;
  return SPARK_OK;
}
int32_t make_safe(const spark_host* host, const char* full_name, spark_error* err) {
  const auto found = fake(host).flags.find(full_name);
  if (found == fake(host).flags.end()) return report(err, SPARK_E_INVALID, "no such flag");
  found->second.value = found->second.safe;
  found->second.is_latched = true;
  return SPARK_OK;
}

constexpr spark_ext_log log_functions = {write_log};
constexpr spark_ext_clock clock_functions = {now_ns, utc_ms, event_ms};
constexpr spark_ext_metrics metrics_functions = {counter, gauge, histogram, computed_gauge,
                                                 add,     set,   observe,   render};
constexpr spark_ext_flag flag_functions = {declare, get_flag, set_flag, make_safe};

const void* extension(const spark_host* host, const char* id) {
  const std::string wanted = id;
  if (fake(host).withheld.count(wanted) > 0) return nullptr;
  if (wanted == SPARK_EXT_LOG) return &log_functions;
  if (wanted == SPARK_EXT_CLOCK) return &clock_functions;
  if (wanted == SPARK_EXT_METRICS) return &metrics_functions;
  if (wanted == SPARK_EXT_FLAG) return &flag_functions;
  if (const void* const found = http_extension(wanted)) return found;
  if (const void* const found = models_extension(wanted)) return found;
  if (const void* const found = pins_extension(wanted)) return found;
  if (const void* const found = swaps_extension(wanted)) return found;
  if (const void* const found = rows_extension(wanted)) return found;
  if (const void* const found = evidence_extension(wanted)) return found;
  return acting_extension(wanted);
}

}  // namespace

FakeHost::FakeHost(uint32_t workers) : raw_{this, "fake", SPARK_ABI_MINOR, workers, extension} {}

double FakeHost::value(const std::string& series) const {
  const auto found = metrics.find(series);
  if (found == metrics.end()) throw std::out_of_range("no series " + series);
  const spark_metric& one = found->second;
  return one.read != nullptr ? one.read(one.context) : one.value;
}

const std::vector<double>& FakeHost::observed(const std::string& series) const {
  const auto found = metrics.find(series);
  if (found == metrics.end()) throw std::out_of_range("no series " + series);
  return found->second.observed;
}

}  // namespace spark::testing
