// Latencies in buckets whose width grows with them: 64 to each power of two, so a quantile is exact
// to 1.6 %. Fixed memory, no allocation while recording.
#pragma once

#include <array>
#include <bit>
#include <cstdint>

namespace spark::bench {

class Histogram {
 public:
  void record(uint64_t ns) {
    ++buckets_[place_of(ns)];
    ++count_;
  }
  [[nodiscard]] uint64_t count() const { return count_; }

  // The upper bound of the bucket that holds the `q`-quantile, in ns; 0 without records. `q` in [0,
  // 1].
  [[nodiscard]] uint64_t quantile_ns(double q) const {
    if (count_ == 0) return 0;
    const auto rank = static_cast<uint64_t>(q * static_cast<double>(count_ - 1));
    uint64_t seen = 0;
    for (uint32_t i = 0; i < buckets_.size(); ++i) {
      seen += buckets_[i];
      if (seen > rank) return upper_of(i);
    }
    return upper_of(buckets_.size() - 1);
  }

  void add(const Histogram& other) {
    for (uint32_t i = 0; i < buckets_.size(); ++i) buckets_[i] += other.buckets_[i];
    count_ += other.count_;
  }

 private:
  static constexpr uint32_t bits = 6;  // of a bucket's place within its power of two

  static constexpr uint32_t place_of(uint64_t ns) {
    if (ns < (1u << bits)) return static_cast<uint32_t>(ns);
    const auto power = static_cast<uint32_t>(std::bit_width(ns)) - bits - 1;
    return (power << bits) + static_cast<uint32_t>(ns >> power);
  }
  static constexpr uint64_t upper_of(uint32_t place) {
    if (place < (2u << bits)) return place;
    const uint32_t power = (place >> bits) - 1;
    return ((uint64_t{place} - (uint64_t{power} << bits) + 1) << power) - 1;
  }

  std::array<uint64_t, (64 - bits + 1) << bits> buckets_{};
  uint64_t count_ = 0;
};

}  // namespace spark::bench
