// spark/stats/bin_detector.h: notices that a feature's bins are filled otherwise than its
// reference's.
//
// An e-detector (e_detector.h) over the bin of each sample. Its bets are tilts of the reference's
// shares p: q_i = p_i exp(t z_i) / sum, with z the standardised mid-rank of bin i, to both sides
// (the feature moves), or with z^2 (it spreads or narrows), or with more missing values. Were
// samples independent, the threshold would bound the time between false alarms (e_detector.h).
// Minutes are not: take one sample in 15 min, and a threshold from alarm_threshold.h.
//
//   BinDetector detector(bins, frozen);
//   detector.observe(bins.of_value(value));                // one closed minute in 15
//   if (detector.value() >= threshold) { … detector.restart(); }
//
// Eleven bets: shifts of the mean by about a quarter to two standard deviations to either side, a
// wider and a narrower spread, and ten times the odds of a missing value. A bet that is far from
// what comes loses its own share of the sum and no more.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "spark/stats/bins.h"
#include "spark/stats/e_detector.h"

namespace spark::stats {

// About 3 KiB, copyable; one thread at a time changes it. Allocates nothing. [any]
class BinDetector {
 public:
  // t of the tilts by rank; t of those by squared rank; the factor on the odds of missing values.
  static constexpr std::array<double, 8> shifts = {-2, -1, -0.5, -0.25, 0.25, 0.5, 1, 2};
  static constexpr std::array<double, 2> spreads = {-0.5, 0.5};
  static constexpr double missing_odds = 10;
  static constexpr size_t bets = shifts.size() + spreads.size() + 1;
  using Sums = ShiryaevRoberts<bets>::Sums;

  // `reference`: counts of these bins, smoothed as in psi.h. Needs two bins of values or more:
  // with fewer only the missing values are watched. [any]
  BinDetector(const Bins& bins, const BinCounts& reference) : values_(bins.values()) {
    Shares shares{};
    const double total = static_cast<double>(reference.total()) + (values_ + 1) * 0.5;
    for (uint32_t i = 0; i < values_; ++i)
      shares[i] = (static_cast<double>(reference.of[i]) + 0.5) / total;
    const double missing = (static_cast<double>(reference.missing()) + 0.5) / total;

    const Shares ranks = standardised_ranks(shares, 1 - missing);
    for (size_t bet = 0; bet < bets; ++bet) {
      double norm = 0;
      Shares tilts{};
      for (uint32_t i = 0; i < values_; ++i) {
        tilts[i] = tilt(bet, ranks[i]);
        norm += tilts[i] * shares[i] / (1 - missing);
      }
      // The last bet raises the odds of missing values; the others leave them as they are.
      const bool is_last = bet + 1 == bets;
      const double down = is_last ? 1 / (1 + missing * (missing_odds - 1)) : 1;
      for (uint32_t i = 0; i < values_; ++i) factors_[i][bet] = down * tilts[i] / norm;
      factors_[Bins::missing][bet] = is_last ? down * missing_odds : 1;
    }
  }

  // One thinned sample; `slot` by Bins::of_value(). A slot that these bins do not have changes
  // nothing. [any]
  void observe(uint32_t slot) {
    if (slot < values_ || slot == Bins::missing) sums_.step(factors_[slot]);
  }

  // To compare with a threshold; 0 at the beginning. After an alarm: restart(). [any]
  [[nodiscard]] double value() const { return sums_.value(); }
  void restart() { sums_.restart(); }

  // To keep, and to go on from: false, and nothing changed, if they cannot be sums. [any]
  [[nodiscard]] const Sums& sums() const { return sums_.sums(); }
  bool go_on_from(const Sums& sums) {
    const auto kept = ShiryaevRoberts<bets>::from(sums);
    if (kept) sums_ = *kept;
    return kept.has_value();
  }

 private:
  using Shares = std::array<double, Bins::values_max>;

  // What a bet multiplies the share of a bin by, before it is made a share again.
  static double tilt(size_t bet, double rank) {
    if (bet < shifts.size()) return std::exp(shifts[bet] * rank);
    bet -= shifts.size();
    return bet < spreads.size() ? std::exp(spreads[bet] * (rank * rank - 1)) : 1;
  }

  // The middle of each bin's ranks, with mean 0 and variance 1 under the shares.
  [[nodiscard]] Shares standardised_ranks(const Shares& shares, double all) const {
    Shares ranks{};
    double below = 0;
    double variance = 0;
    for (uint32_t i = 0; i < values_; ++i) {
      ranks[i] = (below + shares[i] / 2) / all - 0.5;
      below += shares[i];
      variance += ranks[i] * ranks[i] * shares[i] / all;
    }
    if (variance > 0)
      for (uint32_t i = 0; i < values_; ++i) ranks[i] /= std::sqrt(variance);
    return ranks;
  }

  uint32_t values_;
  std::array<std::array<double, bets>, Bins::slots> factors_{};
  ShiryaevRoberts<bets> sums_;
};

}  // namespace spark::stats
