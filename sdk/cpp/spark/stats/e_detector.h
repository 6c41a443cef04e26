// spark/stats/e_detector.h: notices that a rate or a mean has risen, at any time, with few false
// alarms for as long as it has not.
//
//   EDetector detector;
//   detector.observe(is_error ? 1 : 0, 0.01);
//   if (detector.value() >= 7'200) { … detector.restart(); }
//
// An e-process asks "is it so from the beginning?"; after a long good time its wealth is gone. An
// e-detector begins a new bet at each observation and sums them (Shiryaev-Roberts):
// R <- (R + 1) x factor. Under the hypothesis E[R] is at most the number of observations, so the
// mean number of observations between false alarms is at least the threshold (Shin, Ramdas and
// Rinaldo, "E-detectors", arXiv 2203.03532). "At most one false alarm in 30 days" with
// 10 observations an hour is the threshold 7,200. This needs what tilts.h needs: the hypothesis
// holds given the past, which dependent minutes do not do. For those, alarm_threshold.h calibrates.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <optional>
#include <span>

#include "spark/stats/tilts.h"

namespace spark::stats {

// The sums of `Bets` bets. R is kept as it is, not as a logarithm: it never falls below its last
// factor, and stays where it is at 1e300. Copyable; one thread at a time changes it. Allocates
// nothing, throws nothing. [any]
template <size_t Bets>
class ShiryaevRoberts {
 public:
  using Sums = std::array<double, Bets>;

  ShiryaevRoberts() = default;

  // Goes on from sums that were kept; none if one is negative, NaN or infinite. [any]
  static std::optional<ShiryaevRoberts> from(const Sums& sums) {
    for (const double sum : sums)
      if (!(sum >= 0 && sum < HUGE_VAL)) return {};
    ShiryaevRoberts made;
    made.sums_ = sums;
    return made;
  }

  // `factors`: what each bet multiplies its wealth by, finite and not negative. [any]
  void step(std::span<const double, Bets> factors) {
    for (size_t k = 0; k < Bets; ++k) sums_[k] = std::min((sums_[k] + 1) * factors[k], 1e300);
  }

  // The mean of the bets' sums; an alarm when it reaches the threshold. [any]
  [[nodiscard]] double value() const {
    double sum = 0;
    for (const double each : sums_) sum += each / Bets;
    return sum;
  }

  // After an alarm the next one begins from nothing; the bound then holds from alarm to alarm. Not
  // after anything else. [any]
  void restart() { sums_ = {}; }

  // To keep over a restart of the host. [any]
  [[nodiscard]] const Sums& sums() const { return sums_; }

 private:
  Sums sums_{};
};

// For a rate or a bounded mean: the hypotheses of e_process.h. [any]
class EDetector {
 public:
  using Sums = ShiryaevRoberts<odds_tilts.size()>::Sums;

  EDetector() = default;

  // As ShiryaevRoberts::from(). [any]
  static std::optional<EDetector> from(const Sums& sums) {
    const auto kept = ShiryaevRoberts<odds_tilts.size()>::from(sums);
    if (!kept) return {};
    EDetector detector;
    detector.sums_ = *kept;
    return detector;
  }

  // False, and nothing changed, where an argument is not in [0, 1]. [any]
  bool observe(double x, double null_mean) {
    if (!is_bounded_pair(x, null_mean)) return false;
    TiltLogs factors = tilt_logs(x, null_mean);
    for (double& factor : factors) factor = std::exp(factor);
    sums_.step(factors);
    return true;
  }

  // As of ShiryaevRoberts. [any]
  [[nodiscard]] double value() const { return sums_.value(); }
  [[nodiscard]] const Sums& sums() const { return sums_.sums(); }
  void restart() { sums_.restart(); }

 private:
  ShiryaevRoberts<odds_tilts.size()> sums_;
};

}  // namespace spark::stats
