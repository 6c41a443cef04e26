// Latencies and their quantiles, exact as long as they fit.
//
// Every sample is kept and sorted in the end: a histogram would be smaller, but its p99.9 is a
// bucket, and a tool can afford 16 MB. Beyond samples_max a uniform sample of that size is kept,
// and the summary says so.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

namespace spark::tool {

struct LatencySummary {
  uint64_t count = 0;
  bool exact = true;  // false: quantiles are of a uniform sample; count, mean and max are not
  double mean_ms = 0;
  double p50_ms = 0;
  double p90_ms = 0;
  double p95_ms = 0;
  double p99_ms = 0;
  double p99_9_ms = 0;
  double max_ms = 0;
};

// The nearest-rank quantile: the smallest sample that at least `q` of all samples do not exceed.
// `sorted` ascends; 0 if it is empty. q in (0, 1].
[[nodiscard]] double quantile(const std::vector<float>& sorted, double q);

class LatencyRecorder {
 public:
  static constexpr size_t samples_max = 4'000'000;

  explicit LatencyRecorder(size_t keep_max = samples_max) : keep_max_(keep_max) {}

  void record(double latency_ms);

  // All zero if nothing was recorded. Sorts the samples; more may be recorded afterwards.
  [[nodiscard]] LatencySummary summary();

 private:
  size_t keep_max_;
  std::vector<float> samples_;
  uint64_t count_ = 0;
  double sum_ms_ = 0;
  double max_ms_ = 0;
  std::minstd_rand random_{1};
};

}  // namespace spark::tool
