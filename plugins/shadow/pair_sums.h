// What figures of a pair are computed with: shares, and how times spread.
#pragma once

#include <array>
#include <cstdint>

#include "pair_bucket.h"

namespace shadow {

[[nodiscard]] inline double ratio(uint64_t part, uint64_t whole) {
  return spark::stats::pair_ratio(part, whole);
}

template <size_t size>
void add_to(std::array<uint64_t, size>& all, const Spread& more) {
  for (const auto& [cell, count] : more) all[cell] += count;
}

struct Times {
  uint64_t count = 0;
  double p95_ms = 0;
};
// Longer than the sketch can tell is as long as it can.
[[nodiscard]] inline Times times_of(const std::array<uint64_t, TimeSketch::cells>& counts) {
  uint64_t all = 0;
  for (const uint64_t each : counts) all += each;
  return {all, spark::stats::pair_p95_ms(counts).value_or(0)};
}

}  // namespace shadow
