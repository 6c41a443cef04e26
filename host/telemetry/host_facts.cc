#include "telemetry/host_facts.h"

#include <array>
#include <span>
#include <utility>

#include "telemetry/quantile.h"

namespace spark::telemetry {
namespace {

struct Span {
  const char* name;  // the last part of the facts' names
  int64_t ms;
  uint32_t steps;
};

constexpr std::array<Span, 2> spans = {{
    {".5min", int64_t{5} * 60 * 1'000, 60},
    {".24h", int64_t{24} * 3'600 * 1'000, 288},
}};

constexpr double quantile = 0.95;

}  // namespace

std::vector<services::Fact> HostFacts::take(const Reading& reading) {
  ++readings_;
  const Moment& at = reading.at;
  for (const PipelineReading& pipeline : reading.pipelines) add_pipeline(pipeline, at);
  const auto now = [&](const char* name, const char* unit, double value, uint64_t samples = 0) {
    add(name, unit, value, samples, at.utc_ms, at.utc_ms);
  };
  now("host.breakers_open", "", reading.breakers_open, reading.breakers);
  add_growth("host.log_dropped", at, reading.log_dropped);
  add_growth("host.rows_dropped", at, reading.rows_dropped);
  if (reading.disk && reading.disk->size_bytes > 0) {
    const auto free_bytes = static_cast<double>(reading.disk->free_bytes);
    now("host.disk.free_bytes", "bytes", free_bytes);
    now("host.disk.free_ratio", "ratio",
        free_bytes / static_cast<double>(reading.disk->size_bytes));
  }
  now("host.recorder.waiting", "", static_cast<double>(reading.recorder_waiting));
  now("host.recorder.busy_ms", "ms", reading.recorder_busy_ms);
  now("host.recorder.failed", "", reading.recorder_failed ? 1 : 0);
  std::erase_if(windows_, [this](const auto& each) { return each.second.taken != readings_; });
  return std::exchange(facts_, {});
}

void HostFacts::add_pipeline(const PipelineReading& pipeline, const Moment& at) {
  const std::string prefix = "host." + pipeline.name;
  std::vector<uint64_t> counts = {pipeline.requests, pipeline.errors};
  counts.insert(counts.end(), pipeline.durations.begin(), pipeline.durations.end());
  const Windows& own = windows(prefix, at, std::move(counts));
  for (size_t i = 0; i < spans.size(); ++i) {
    const auto growth = own.spans[i].growth();
    const auto add_own = [&](const char* name, const char* unit, double value, uint64_t samples) {
      add(std::string(prefix).append(name).append(spans[i].name), unit, value, samples,
          growth->from_utc_ms, growth->to_utc_ms);
    };
    const uint64_t requests = growth->by[0];
    add_own(".requests", "", static_cast<double>(requests), requests);
    add_own(".errors", "", static_cast<double>(growth->by[1]), requests);
    const auto p95_seconds =
        histogram_quantile(quantile, bounds_seconds_, std::span(growth->by).subspan(2));
    if (p95_seconds) add_own(".p95_ms", "ms", *p95_seconds * 1'000, requests);
  }
  for (const StageReading& stage : pipeline.stages) add_stage(prefix, stage, at);
}

void HostFacts::add_growth(const std::string& name, const Moment& at, uint64_t count) {
  const Windows& own = windows(name, at, {count});
  for (size_t i = 0; i < spans.size(); ++i) {
    const auto growth = own.spans[i].growth();
    add(name + spans[i].name, "", static_cast<double>(growth->by[0]), 0, growth->from_utc_ms,
        growth->to_utc_ms);
  }
}

void HostFacts::add_stage(const std::string& prefix, const StageReading& stage, const Moment& at) {
  const std::string name = prefix + "." + stage.name + ".failures";
  const Windows& own = windows(name, at, {stage.runs, stage.failures});
  for (size_t i = 0; i < spans.size(); ++i) {
    const auto growth = own.spans[i].growth();
    add(std::string(name).append(spans[i].name), "", static_cast<double>(growth->by[1]),
        growth->by[0], growth->from_utc_ms, growth->to_utc_ms);
  }
}

HostFacts::Windows& HostFacts::windows(const std::string& of, const Moment& at,
                                       std::vector<uint64_t> counts) {
  Windows& found = windows_[of];
  if (found.spans.empty())
    for (const Span& span : spans) found.spans.emplace_back(span.ms, span.steps, counts.size());
  for (CountWindow& window : found.spans) window.take(at, counts);
  found.taken = readings_;
  return found;
}

void HostFacts::add(std::string name, const char* unit, double value, uint64_t samples,
                    int64_t from_utc_ms, int64_t to_utc_ms) {
  facts_.push_back({std::move(name), {}, unit, value, samples, from_utc_ms, to_utc_ms, to_utc_ms});
}

}  // namespace spark::telemetry
