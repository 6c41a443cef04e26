// The host's own series of one pipeline: requests by code, stages by outcome, durations, breakers.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "frame/plan.h"
#include "metrics/registry.h"
#include "pipeline/runner.h"

namespace spark::generation {

// Of histograms of requests' and stages' durations.
[[nodiscard]] const std::vector<double>& duration_bounds_seconds();

// What a pipeline has counted so far, over all generations in which it went on.
struct PipelineCounts {
  struct Stage {
    uint64_t runs = 0;
    uint64_t failures = 0;  // failed or late; nothing was wrong with what was not ready
  };

  uint64_t requests = 0;            // but for those answered with 422, which wait for features
  uint64_t errors = 0;              // answered with 500
  std::vector<uint64_t> durations;  // by duration_bounds_seconds(), and above all of them
  std::vector<Stage> stages;        // in the order of the plan
};

class PipelineMetrics {
 public:
  // The series are found again if the pipeline existed before. `plan` must outlive the gauges of
  // its breakers, which are registered under the owner `plan` (Registry::forget). [builder]
  static base::Result<PipelineMetrics> create(metrics::Registry& registry, const frame::Plan& plan);

  // After an answer was rendered; with its exemplar, or null. [worker]
  void record(uint32_t code, int64_t elapsed_ns, std::span<const pipeline::Trace> traces,
              const metrics::Exemplar* exemplar = nullptr) const noexcept;
  // It was slow or failed, and has a line in the log or has not. [worker]
  void note_slow(bool is_logged) const noexcept;

  // A moment's values, which other threads go on counting in. [any]
  [[nodiscard]] PipelineCounts counts() const;
  // Of one stage of the plan: by duration_bounds_seconds(), and above all of them. [any]
  [[nodiscard]] std::vector<uint64_t> stage_durations(size_t index) const;

 private:
  struct StageSeries {
    metrics::Counter runs;
    metrics::Counter skipped;
    metrics::Counter late;
    metrics::Counter not_ready;
    metrics::Counter failed;
    metrics::Counter refused;
    metrics::Histogram duration_seconds;
  };

  static constexpr std::array<uint32_t, 4> codes = {200, 400, 422, 500};

  std::array<metrics::Counter, codes.size()> requests_;
  metrics::Histogram duration_seconds_;
  metrics::Counter slow_;
  metrics::Counter slow_unlogged_;
  std::vector<StageSeries> stages_;
};

}  // namespace spark::generation
