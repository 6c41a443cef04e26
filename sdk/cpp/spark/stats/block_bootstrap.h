// spark/stats/block_bootstrap.h: a confidence interval of any statistic of dependent samples.
//
// The percentile interval (Efron and Tibshirani, "An introduction to the bootstrap", 1993, chapter
// 13) over replicates of the circular block bootstrap (blocks.h). It is first-order correct: with
// few blocks it is too narrow. For the mean of an AR(1) series, a nominal 95 % interval covered
// 94.6 % with 40 blocks of 50 samples and coefficient 0.5, and 90.4 % with 10 blocks of 100 samples
// and 0.9 (2,000 series each).
//
//   const RankedScores ranked(scores, labels);
//   const auto interval = block_bootstrap(scores.size(), {.block = 1440}, 0.95,
//                                         [&](auto times) { return ranked.auc(times); });
//
// How long must a block be? As long as a sample still tells something of another one; then the
// interval no longer grows with the block. How many replicates? 1,000 give the ends of a 95 %
// interval to about a tenth of its standard error, 200 are enough for the standard error itself.
//
// For a difference of two models, let the statistic be the mean of the differences row by row:
// the interval is then paired.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "spark/stats/blocks.h"
#include "spark/stats/rank.h"

namespace spark::stats {

struct BootstrapInterval {
  double low = 0;
  double high = 0;
  double mean = 0;          // of the replicates
  double sd = 0;            // of the replicates, n - 1: the statistic's standard error
  uint32_t replicates = 0;  // that had a value
  uint32_t undefined = 0;   // that had none, such as an AUC without a hit
};

// Where replicates' values lie: the shares (1 - confidence) / 2 are cut off below and above. Sorts
// `values`, which holds no NaN. None with fewer than 2. [builder, jobs]
inline std::optional<BootstrapInterval> interval_of(std::vector<double>& values,
                                                    double confidence) {
  if (values.size() < 2 || !(confidence > 0 && confidence < 1)) return {};
  std::sort(values.begin(), values.end());
  BootstrapInterval interval;
  const double tail = (1 - confidence) / 2;
  interval.low = nearest_rank(values, tail);
  interval.high = nearest_rank(values, 1 - tail);
  const auto count = static_cast<double>(values.size());
  for (const double value : values) interval.mean += value / count;
  for (const double value : values) interval.sd += std::pow(value - interval.mean, 2) / (count - 1);
  interval.sd = std::sqrt(interval.sd);
  interval.replicates = static_cast<uint32_t>(values.size());
  return interval;
}

// statistic(times) is given how often each sample is in a replicate (a span of `samples` counts,
// borrowed for the call) and returns the statistic of those, NaN where it has none. It must not
// depend on the samples' order. None without samples, with fewer than 2 replicates, or where more
// than a tenth of them have no value. Allocates; costs replicates x (samples + the statistic).
// [builder, jobs]
template <class Statistic>
std::optional<BootstrapInterval> block_bootstrap(size_t samples, const Resampling& plan,
                                                 double confidence, Statistic statistic) {
  if (samples == 0) return {};
  std::vector<uint32_t> times(samples);
  std::vector<int32_t> steps(samples + 1);  // where the count rises and falls
  std::vector<double> values;
  values.reserve(plan.replicates);
  for (uint32_t replicate = 0; replicate < plan.replicates; ++replicate) {
    std::fill(steps.begin(), steps.end(), 0);
    Random random(plan.seed, replicate);
    draw_blocks(samples, plan.block, plan.drawn == 0 ? samples : plan.drawn, random,
                [&](size_t begin, size_t length) {
                  ++steps[begin];
                  --steps[begin + length];
                });
    int32_t level = 0;
    for (size_t i = 0; i < samples; ++i) {
      level += steps[i];
      times[i] = static_cast<uint32_t>(level);
    }
    const double value = statistic(std::span<const uint32_t>(times));
    if (std::isfinite(value)) values.push_back(value);
  }
  const auto undefined = static_cast<uint32_t>(plan.replicates - values.size());
  if (undefined > plan.replicates / 10) return {};
  auto interval = interval_of(values, confidence);
  if (interval) interval->undefined = undefined;
  return interval;
}

}  // namespace spark::stats
