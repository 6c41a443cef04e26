// spark/stats/psi_noise.h: how large PSI is without any drift, when samples depend on each other.
//
// A day of minutes does not fill a feature's bins as independent samples would, so the expectation
// of psi.h is too small: by a factor that grows with the dependence. Here both sides, a window and
// a reference, are drawn anew from the reference in blocks, and their PSI is taken. What the
// replicates exceed once in twenty times is the quantile that stands beside a PSI. A window that is
// not longer than a block is one stretch of the reference.
//
//   const PsiNoise noise(bins, slots);     // slots: bins.of_value() of the reference, in time
//   order noise.without_drift({.block = 1440, .drawn = 10'080}, 0.95);         // a week of minutes
//
// Both sides are drawn, as psi.h's expectation counts both: with the reference held fixed the noise
// of a week against a month would come out a fifth too small.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "spark/stats/bins.h"
#include "spark/stats/blocks.h"
#include "spark/stats/psi.h"
#include "spark/stats/rank.h"

namespace spark::stats {

struct PsiQuantile {
  double mean = 0;      // of PSI without drift
  double quantile = 0;  // of PSI without drift
};

// The reference of one feature, ready for resampling; 4 bytes for each sample and bin. What is
// const may be called from several threads at once. [builder, jobs]
class PsiNoise {
 public:
  // `in_time_order`: the reference's bins, by Bins::of_value().
  PsiNoise(const Bins& bins, std::span<const uint8_t> in_time_order)
      : bins_(bins), width_(bins.values() + 1), samples_(in_time_order.size()) {
    sums_.resize((samples_ + 1) * width_);
    for (size_t i = 0; i < samples_; ++i) {
      const auto from = sums_.begin() + static_cast<ptrdiff_t>(i * width_);
      std::copy_n(from, width_, from + width_);
      const uint32_t slot = std::min<uint32_t>(in_time_order[i], width_ - 1);  // missing: the last
      ++sums_[(i + 1) * width_ + slot];
    }
  }

  // Of a window of plan.drawn samples (0: as many as the reference has); `q` in (0, 1), usually
  // 0.95. None where the reference has no PSI, or without a replicate. Costs replicates x (drawn +
  // the reference's samples) / block.
  [[nodiscard]] std::optional<PsiQuantile> without_drift(const Resampling& plan, double q) const {
    return quantile_of(replicates(plan), q);
  }

  // The PSI of each replicate of such a window; empty where the reference has no PSI. Equal seeds
  // draw equal stretches from references of equal length: sums of several features' replicates, one
  // by one, are replicates of the sum over their joint reference. The same cost.
  [[nodiscard]] std::vector<double> replicates(const Resampling& plan) const {
    std::vector<double> values;
    if (samples_ == 0) return values;
    values.reserve(plan.replicates);
    for (uint32_t replicate = 0; replicate < plan.replicates; ++replicate) {
      Random random(plan.seed, replicate);
      const BinCounts sample = draw(plan.block, plan.drawn == 0 ? samples_ : plan.drawn, random);
      const BinCounts reference = draw(plan.block, samples_, random);
      if (const auto value = psi(bins_, reference, sample).value) values.push_back(*value);
    }
    return values;
  }

  // Mean and quantile of replicates, which are sorted; none of nothing.
  [[nodiscard]] static std::optional<PsiQuantile> quantile_of(std::vector<double> values,
                                                              double q) {
    if (values.empty()) return {};
    double sum = 0;
    for (const double value : values) sum += value;
    std::sort(values.begin(), values.end());
    return PsiQuantile{sum / static_cast<double>(values.size()), nearest_rank(values, q)};
  }

 private:
  [[nodiscard]] BinCounts draw(size_t block, size_t drawn, Random& random) const {
    BinCounts counts;
    draw_blocks(samples_, block, drawn, random, [&](size_t begin, size_t length) {
      const uint32_t* const from = &sums_[begin * width_];
      const uint32_t* const until = &sums_[(begin + length) * width_];
      for (uint32_t i = 0; i + 1 < width_; ++i) counts.of[i] += until[i] - from[i];
      counts.of[Bins::missing] += until[width_ - 1] - from[width_ - 1];
    });
    return counts;
  }

  Bins bins_;
  uint32_t width_;  // bins of values, then the missing ones
  size_t samples_;
  std::vector<uint32_t> sums_;  // how many samples before i lie in each bin
};

}  // namespace spark::stats
