// spark/stats/tilts.h: the bets that e-processes and e-detectors of a rate or a bounded mean make.
//
// Hypothesis: given the past, the next observation x in [0, 1] has at most the mean m. Against it
// stand alternatives whose odds are larger by a factor o > 1. A bet on one of them multiplies its
// wealth by
//
//   (1 + x (o - 1)) / (1 + m (o - 1))
//
// which under the hypothesis is at most 1 on average. For x = 0 and 1 it is the likelihood ratio of
// two Bernoulli distributions; in general it is the capital 1 + lambda (x - m) of Waudby-Smith and
// Ramdas ("Estimating means of bounded random variables by betting", JRSS B 2024, arXiv
// 2010.09686) with lambda = (o - 1) / (1 + m (o - 1)). m may be another one at each observation, as
// long as it is known before. Nobody knows the right alternative, so the wealth is split equally
// over the eight below; that costs a factor of 8 at most (their "method of mixtures").
//
// The grid is geometric: for odds from 1.25 to 128 some bet is within a factor of 1.5 of them, and
// its wealth grows almost as fast as that of the best. The first one is for rates that are only a
// little above the limit. More bets would cost more in the share that each begins with.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>

namespace spark::stats {

inline constexpr std::array<double, 8> odds_tilts = {1.25, 2, 4, 8, 16, 32, 64, 128};

using TiltLogs = std::array<double, odds_tilts.size()>;

// Whether the two can be an observation and its mean under the hypothesis; false for NaN. [any]
[[nodiscard]] inline bool is_bounded_pair(double x, double null_mean) {
  return x >= 0 && x <= 1 && null_mean >= 0 && null_mean <= 1;
}

// The logarithm of what each bet multiplies its wealth by. Both in [0, 1]. [any]
[[nodiscard]] inline TiltLogs tilt_logs(double x, double null_mean) {
  TiltLogs logs{};
  for (size_t k = 0; k < logs.size(); ++k) {
    const double gain = odds_tilts[k] - 1;
    logs[k] = std::log1p(x * gain) - std::log1p(null_mean * gain);
  }
  return logs;
}

}  // namespace spark::stats
