#include "spark/tool/quantiles.h"

#include <algorithm>
#include <cmath>

namespace spark::tool {

namespace {

// Samples are kept as float; figures are shown to the nanosecond, not to a float's last digit.
double to_ns(double latency_ms) {
  return std::round(latency_ms * 1e6) / 1e6;
}

}  // namespace

double quantile(const std::vector<float>& sorted, double q) {
  if (sorted.empty()) return 0;
  const auto count = static_cast<double>(sorted.size());
  // 0.95 * 20 is 19.000000000000004 in binary; the rank must not move up for that error.
  const auto rank = static_cast<size_t>(std::ceil(q * count - 1e-9 * count));
  return sorted[std::clamp<size_t>(rank, 1, sorted.size()) - 1];
}

void LatencyRecorder::record(double latency_ms) {
  ++count_;
  sum_ms_ += latency_ms;
  max_ms_ = std::max(max_ms_, latency_ms);
  const auto sample = static_cast<float>(latency_ms);
  if (samples_.size() < keep_max_) {
    samples_.push_back(sample);
    return;
  }
  // Reservoir sampling: sample number `count_` stays with probability keep_max_ / count_.
  const uint64_t place = std::uniform_int_distribution<uint64_t>(0, count_ - 1)(random_);
  if (place < keep_max_) samples_[place] = sample;
}

LatencySummary LatencyRecorder::summary() {
  std::sort(samples_.begin(), samples_.end());
  LatencySummary out;
  out.count = count_;
  out.exact = samples_.size() == count_;
  out.mean_ms = count_ > 0 ? to_ns(sum_ms_ / static_cast<double>(count_)) : 0;
  out.p50_ms = to_ns(quantile(samples_, 0.50));
  out.p90_ms = to_ns(quantile(samples_, 0.90));
  out.p95_ms = to_ns(quantile(samples_, 0.95));
  out.p99_ms = to_ns(quantile(samples_, 0.99));
  out.p99_9_ms = to_ns(quantile(samples_, 0.999));
  out.max_ms = max_ms_;
  return out;
}

}  // namespace spark::tool
