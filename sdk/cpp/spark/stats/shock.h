// spark/stats/shock.h: many extreme samples within an hour, which no index over a day can show in
// time.
//
// A sample is extreme beyond the reference's quantiles 0.01 and 99.99 %. In quiet times extreme
// samples come together, too, so the bound on how many an hour may hold is taken from series
// resampled from the reference in blocks of at least a day: at most one episode in 30 days, also
// if the reference had shown one more than it did.
//
//   const auto limits = ShockLimits::of(reference);
//   const auto bound = shock_bound(beyond, {.block = 1440, .drawn = 43'200, .replicates = 200});
//   const bool is_shock = window.add(limits->is_beyond(value)) >= *bound;    // each closed minute
//
// It sees what the feature sees: a fall that goes with its volatility is no extreme of a return
// over volatility. It raises an alert; it is no verdict on a week.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "spark/stats/blocks.h"
#include "spark/stats/rank.h"

namespace spark::stats {

struct ShockLimits {
  static constexpr double tail = 0.0001;

  double low = 0;
  double high = 0;

  // The reference's quantiles by nearest rank; none without a finite value. Below 10,000 samples
  // they are its smallest and, above it, its largest value. Sorts a copy. [builder, jobs]
  static std::optional<ShockLimits> of(std::span<const double> reference) {
    std::vector<double> sorted;
    for (const double value : reference)
      if (std::isfinite(value)) sorted.push_back(value);
    if (sorted.empty()) return {};
    std::sort(sorted.begin(), sorted.end());
    return ShockLimits{nearest_rank(sorted, tail), nearest_rank(sorted, 1 - tail)};
  }

  // False for NaN; an infinity is beyond. [any]
  [[nodiscard]] bool is_beyond(double value) const { return value < low || value > high; }
};

// Which of the last 60 minutes were extreme. 8 bytes; allocates nothing. [any]
class ShockWindow {
 public:
  static constexpr uint32_t minutes = 60;

  ShockWindow() = default;
  // Goes on from bits() that were kept. [any]
  explicit ShockWindow(uint64_t bits) : bits_(bits & mask) {}

  // One closed minute; returns how many of the last 60 were extreme. [any]
  uint32_t add(bool is_beyond) {
    bits_ = ((bits_ << 1U) | (is_beyond ? 1U : 0U)) & mask;
    return count();
  }

  // Minutes without a sample: they age the others and are not extreme. [any]
  void skip(uint64_t count) { bits_ = count < minutes ? (bits_ << count) & mask : 0; }

  // How many of the last 60 minutes were extreme. [any]
  [[nodiscard]] uint32_t count() const { return static_cast<uint32_t>(std::popcount(bits_)); }
  // To keep: bit i for the minute i minutes ago. [any]
  [[nodiscard]] uint64_t bits() const { return bits_; }

 private:
  static constexpr uint64_t mask = (uint64_t{1} << minutes) - 1;
  uint64_t bits_ = 0;
};

// The smallest count of extreme minutes within 60 that series drawn from `in_time_order` (1 for an
// extreme minute of the reference, else 0) reach at most `episodes_max` times in plan.drawn minutes
// on average; 30 days are 43,200. A shock is a count at or above it; an episode begins when the
// count gets there.
//
// Extreme hours are few: a count that a reference of two months reached twice is as likely one that
// comes three times in a month. So one episode more than the reference had must be within the
// limit, too; where that can never be, the reference being short, the count is one that no series
// drawn from it reached. None without samples or replicates, and where even 60 is reached too
// often. Allocates nothing. [builder, jobs]
inline std::optional<uint32_t> shock_bound(std::span<const uint8_t> in_time_order,
                                           const Resampling& plan, double episodes_max = 1) {
  if (in_time_order.empty() || plan.replicates == 0) return {};
  std::array<uint64_t, ShockWindow::minutes + 1> episodes{};
  for (uint32_t replicate = 0; replicate < plan.replicates; ++replicate) {
    Random random(plan.seed, replicate);
    ShockWindow window;
    const size_t drawn = plan.drawn == 0 ? in_time_order.size() : plan.drawn;
    draw_blocks(in_time_order.size(), plan.block, drawn, random, [&](size_t begin, size_t length) {
      for (const uint8_t is_beyond : in_time_order.subspan(begin, length)) {
        const uint32_t before = window.count();
        if (window.add(is_beyond != 0) > before) ++episodes[before + 1];
      }
    });
  }
  const double drawn =
      plan.drawn == 0 ? 1.0
                      : static_cast<double>(plan.drawn) / static_cast<double>(in_time_order.size());
  for (uint32_t bound = 1; bound <= ShockWindow::minutes; ++bound) {
    const double mean = static_cast<double>(episodes[bound]) / plan.replicates;
    if (episodes[bound] == 0 || mean + drawn <= episodes_max) return bound;
  }
  return {};
}

}  // namespace spark::stats
