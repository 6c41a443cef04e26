// Numbers with their units, as configuration writes them. Pure. Every error names the expectation
// and the text found. A duration must have a unit: `30` is seconds to one reader and milliseconds
// to another.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace spark::config {

// No user needs more. In nanoseconds it is far from the limit of 64 bits, so arithmetic with
// durations cannot overflow.
inline constexpr double duration_ms_max = 3650.0 * 24 * 3'600'000;  // 3650d
// Far shorter durations would be 0 where they are counted in nanoseconds.
inline constexpr double duration_ms_min = 0.001;
inline constexpr int64_t size_bytes_max = int64_t{1024} * 1024 * 1024 * 1024;  // 1024GiB

// 60ms, 30s, 10min, 24h, 7d, 1.5s: milliseconds, 0 or from duration_ms_min to duration_ms_max. The
// unit is required.
[[nodiscard]] base::Result<double> parse_duration_ms(std::string_view text);

// The same the other way round, in the largest unit of which it is a whole number: 10min, 90s,
// 1.5ms.
[[nodiscard]] std::string duration_text(double ms);

// 2% or 0.02: the ratio 0.02. Finite; bounds are the caller's.
[[nodiscard]] base::Result<double> parse_ratio(std::string_view text);

// 512, 64KiB, 1MiB, 2GiB: bytes, 0 to size_bytes_max.
[[nodiscard]] base::Result<int64_t> parse_size_bytes(std::string_view text);

}  // namespace spark::config
