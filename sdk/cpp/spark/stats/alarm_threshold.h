// spark/stats/alarm_threshold.h: the threshold of a drift alarm, with a false rate that is
// CALIBRATED on the reference, not proved.
//
// The bounds of e_detector.h are theorems for independent samples. Minutes depend on each other,
// and every-minute bets with such a bound gave more than 200 false alarms in 90 days. So series are
// drawn from the reference in blocks of at least a day, and the threshold is the one at which they
// raise at most the wanted number of alarms: 1 in 90 days, which are 8,640 samples of one in 15
// min. Whether a block holds the dependence is seen by asking mean_alarms() for the same threshold
// with blocks of 5 days: it should not give more than twice as many. What a reference never showed,
// such as a dependence longer than itself, no resampling shows.
//
//   const Resampling quarter{.block = 96, .drawn = 8'640, .replicates = 200};
//   const auto threshold = alarm_threshold(detector, slots, quarter);
//   const Resampling longer{.block = 480, .drawn = 8'640, .replicates = 200};
//   const bool agrees = threshold && mean_alarms(detector, slots, longer, *threshold) <= 2;
//
// Compare numbers of alarms, not thresholds: for one rate of alarms those differ by powers of e.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "spark/stats/bin_detector.h"
#include "spark/stats/blocks.h"

namespace spark::stats {

// How many alarms, each followed by a restart, the detector raises on average in plan.drawn samples
// (0: as many as there are) drawn from `in_time_order`, the reference's thinned slots. None without
// samples or replicates. Allocates nothing; costs replicates x drawn observations. [builder, jobs]
inline std::optional<double> mean_alarms(BinDetector detector,
                                         std::span<const uint8_t> in_time_order,
                                         const Resampling& plan, double threshold) {
  if (in_time_order.empty() || plan.replicates == 0) return {};
  const size_t drawn = plan.drawn == 0 ? in_time_order.size() : plan.drawn;
  uint64_t alarms = 0;
  for (uint32_t replicate = 0; replicate < plan.replicates; ++replicate) {
    detector.restart();
    Random random(plan.seed, replicate);
    draw_blocks(in_time_order.size(), plan.block, drawn, random, [&](size_t begin, size_t length) {
      for (const uint8_t slot : in_time_order.subspan(begin, length)) {
        detector.observe(slot);
        if (detector.value() < threshold) continue;
        ++alarms;
        detector.restart();
      }
    });
  }
  return static_cast<double>(alarms) / plan.replicates;
}

// The smallest threshold (to 5 %) with at most `alarms_max` such alarms. None without samples or
// replicates, and where even e^600 is not enough. Leave out of a reference the samples that were
// not ready: a day of missing ones raises the threshold beyond use. Costs about 15 times
// mean_alarms(). [builder, jobs]
inline std::optional<double> alarm_threshold(const BinDetector& detector,
                                             std::span<const uint8_t> in_time_order,
                                             const Resampling& plan, double alarms_max = 1) {
  const auto alarms_at = [&](double log_threshold) {
    return mean_alarms(detector, in_time_order, plan, std::exp(log_threshold));
  };
  double low = 0;
  double high = 600;
  const auto at_most = alarms_at(high);
  if (!at_most || *at_most > alarms_max) return {};
  while (high - low > 0.05) {
    const double middle = (low + high) / 2;
    (*alarms_at(middle) <= alarms_max ? high : low) = middle;
  }
  return std::exp(high);
}

}  // namespace spark::stats
