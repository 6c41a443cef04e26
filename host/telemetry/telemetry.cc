#include "telemetry/telemetry.h"

#include <filesystem>
#include <utility>

#include "base/assert.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/run_on.h"

namespace spark::telemetry {
namespace {

constexpr uint32_t queue_max = 4;
// What was seen of the disk longer ago is not known now.
constexpr int64_t disk_age_ms_max = 30'000;

int64_t steady_ms() {
  return base::steady_ns() / 1'000'000;
}

PipelineReading read_pipeline(const generation::Served& served) {
  generation::PipelineCounts counts = served.metrics.counts();
  PipelineReading reading{
      served.name, counts.requests, counts.errors, std::move(counts.durations), {}};
  for (size_t i = 0; i < counts.stages.size(); ++i)
    reading.stages.push_back(
        {served.plan->stages[i].name, counts.stages[i].runs, counts.stages[i].failures});
  return reading;
}

void count_breakers(const generation::Served& served, Reading& reading) {
  for (const auto& placed : served.plan->stages) {
    if (!placed.breaker) continue;
    ++reading.breakers;
    if (placed.breaker->gate.state(base::steady_ns(), placed.breaker->limits) !=
        frame::BreakerGate::State::closed)
      ++reading.breakers_open;
  }
}

}  // namespace

Telemetry::Telemetry(Parts parts)
    : parts_(std::move(parts)),
      facts_(generation::duration_bounds_seconds()),
      alerts_(parts_.alerts),
      thread_("spark-telemetry", queue_max) {}

void Telemetry::start() {
  alerts_.open();
  const auto looked = base::run_on(thread_, [this] {
    look();
    return true;
  });
  SPARK_ASSERT(looked, "the thread has nothing else to do yet");
}

void Telemetry::look() {
  const generation::GenerationPtr live = parts_.live.now();
  parts_.alerts.facts.replace_all(this, facts_.take(read(*live)));
  alerts_.evaluate(live->config.alerts, base::utc_ms());
  ask_for_disk(live->config.state_dir);
  thread_.post_kept_after(sample_every_ms, [this] { look(); });
}

Reading Telemetry::read(const generation::Generation& live) {
  Reading reading;
  reading.at = {steady_ms(), base::utc_ms()};
  for (const auto& served : live.served) {
    reading.pipelines.push_back(read_pipeline(*served));
    count_breakers(*served, reading);
  }
  reading.log_dropped = base::log::dropped();
  reading.rows_dropped = parts_.rows.dropped();
  reading.recorder_waiting = parts_.writer.queued();
  reading.recorder_busy_ms = parts_.writer.busy_ms();
  reading.recorder_failed = parts_.recorder.has_failed();
  const std::lock_guard lock(mutex_);
  if (reading.at.steady_ms - disk_at_ms_ <= disk_age_ms_max) reading.disk = disk_;
  return reading;
}

// One question is under way at a time, so that a disk that hangs is not asked again and again.
void Telemetry::ask_for_disk(const std::string& state_dir) {
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(is_disk_asked_, true)) return;
  }
  const bool posted = parts_.writer.post([this, state_dir] {
    std::error_code failed;
    const auto space = std::filesystem::space(state_dir, failed);
    const std::lock_guard lock(mutex_);
    is_disk_asked_ = false;
    disk_ = failed ? std::nullopt : std::optional(DiskReading{space.available, space.capacity});
    disk_at_ms_ = steady_ms();
  });
  if (posted) return;
  const std::lock_guard lock(mutex_);
  is_disk_asked_ = false;
}

}  // namespace spark::telemetry
