// What the models of the plugin `scripted` do with a row: decided by the row alone, so that a test
// that knows the row knows what the model did. A row has four numbers: seed, draw, share and kind.
#pragma once

#include <array>
#include <cstdint>

#include "spark/stats/random.h"

namespace spark::test {

// Rows are given by position; their features still need names that a stage offers.
inline constexpr std::array script_features = {"mid_price", "spread_bp", "volume_1m", "rsi_14"};

enum class Script : uint8_t { fail, raise, nan, slow, differ };

// Whether a row's model does what the row says: so for `share` of the draws, by a seeded hash.
[[nodiscard]] constexpr bool script_hits(uint64_t seed, uint64_t draw, double share) {
  const uint64_t hash = stats::split_mix(stats::split_mix(seed) ^ stats::split_mix(draw));
  return static_cast<double>(hash >> 11U) * 0x1p-53 < share;
}

inline constexpr double script_score = 0.5;
inline constexpr double script_other_score = 0.9;  // of a model that differs
inline constexpr uint32_t script_slow_ms = 3;

}  // namespace spark::test
