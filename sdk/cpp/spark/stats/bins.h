// spark/stats/bins.h: quantile bins of a reference sample, and counts of values in them.
//
// Bins are frozen: they are made once, from the reference, and every later sample is counted into
// them. The outer bins are open, so that no value falls outside. Equal quantiles merge, so that a
// heavy atom (a spread at its floor) is inside one bin; each bin holds at least one value of the
// reference. Null, NaN and infinities have a bin of their own.
//
//   const Bins bins = Bins::of(reference);                 // once; keep edges() and constant()
//   const BinCounts frozen = BinCounts::in(bins, reference);
//   ++window.of[bins.of_value(value)];                     // each new sample
//
// The edges are values that were seen, so a rising transformation of a feature leaves its bins, and
// with them its PSI, exactly as they were. A sample that was not ready is no sample: passing it as
// NaN would count it as missing.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <optional>
#include <span>
#include <vector>

namespace spark::stats {

// The bins of one feature. Bin i holds the values above edge i - 1 up to and including edge i.
// Small and copyable. What is const may be called while others read, allocates nothing. [any]
class Bins {
 public:
  // At most so many bins of values; they come first in counts.
  static constexpr uint32_t values_max = 32;
  static constexpr uint32_t missing = values_max;    // the bin of what is no finite number
  static constexpr uint32_t slots = values_max + 1;  // what counts of bins are as long as
  static constexpr uint32_t usual = 10;

  // Edge k is the reference's quantile k / wanted, by nearest rank. Values that are not finite are
  // passed over; without a finite value there is one bin and no constant. `wanted` is clamped to
  // [1, values_max]. Sorts a copy. [builder, jobs]
  static Bins of(std::span<const double> reference, uint32_t wanted = usual) {
    std::vector<double> sorted;
    sorted.reserve(reference.size());
    for (const double value : reference)
      if (std::isfinite(value)) sorted.push_back(value);
    Bins bins;
    if (sorted.empty()) return bins;
    std::sort(sorted.begin(), sorted.end());
    wanted = std::clamp(wanted, 1U, values_max);
    for (uint64_t k = 1; k < wanted; ++k) {
      const double edge = sorted[(k * sorted.size() + wanted - 1) / wanted - 1];
      // Nothing of the reference would lie above an edge at its largest value.
      if (edge < sorted.back() && (bins.count_ == 0 || edge > bins.edges().back()))
        bins.edges_[bins.count_++] = edge;
    }
    if (sorted.front() == sorted.back()) bins.constant_ = sorted.front();
    return bins;
  }

  // Bins as they were kept. None if the edges are too many, not finite or do not ascend, or if
  // there is a constant (the reference's only value) beside edges. [any]
  static std::optional<Bins> from(std::span<const double> edges,
                                  std::optional<double> constant = {}) {
    if (edges.size() >= values_max || (constant && !edges.empty())) return {};
    Bins bins;
    for (const double edge : edges) {
      if (!std::isfinite(edge) || (bins.count_ > 0 && edge <= bins.edges().back())) return {};
      bins.edges_[bins.count_++] = edge;
    }
    if (constant && !std::isfinite(*constant)) return {};
    bins.constant_ = constant;
    return bins;
  }

  // How many bins of values there are after merging: the effective bin count, 1 to values_max.
  [[nodiscard]] uint32_t values() const { return count_ + 1; }

  // Ascending, one fewer than bins of values. Borrowed from this object.
  [[nodiscard]] std::span<const double> edges() const { return {edges_.data(), count_}; }

  // The reference's only value, if it has just one.
  [[nodiscard]] std::optional<double> constant() const { return constant_; }

  // Whether the reference was constant and the value is another one: an alarm, though PSI says
  // nothing.
  [[nodiscard]] bool is_off_constant(double value) const {
    return constant_ && std::isfinite(value) && value != *constant_;
  }

  // The bin of a value, or `missing`; null is passed as NaN. [any]
  [[nodiscard]] uint32_t of_value(double value) const {
    if (!std::isfinite(value)) return missing;
    const auto all = edges();
    return static_cast<uint32_t>(std::lower_bound(all.begin(), all.end(), value) - all.begin());
  }

 private:
  std::array<double, values_max - 1> edges_{};
  uint32_t count_ = 0;
  std::optional<double> constant_;
};

// How many samples lie in each bin, by Bins::of_value(). A plain value: not safe to change from two
// threads. Allocates nothing. [any]
struct BinCounts {
  // By bin: those of values from 0 on, then nothing, and the missing ones last.
  std::array<uint64_t, Bins::slots> of{};

  [[nodiscard]] uint64_t total() const {
    return std::accumulate(of.begin(), of.end(), uint64_t{0});
  }
  // Of these, how many were null, NaN or infinite.
  [[nodiscard]] uint64_t missing() const { return of[Bins::missing]; }

  // Adds the counts of another sample in the same bins.
  void merge(const BinCounts& other) {
    for (uint32_t i = 0; i < Bins::slots; ++i) of[i] += other.of[i];
  }

  // The counts of a sample. [any]
  static BinCounts in(const Bins& bins, std::span<const double> sample) {
    BinCounts counts;
    for (const double value : sample) ++counts.of[bins.of_value(value)];
    return counts;
  }
};

}  // namespace spark::stats
