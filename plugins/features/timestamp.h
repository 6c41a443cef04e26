// The time of a snapshot: milliseconds since 1970, and how to tell that a client counts otherwise.
#pragma once

#include <cstdint>
#include <limits>

namespace features {

inline constexpr int64_t minute_ms = 60'000;

// Stands for no minute and for no time; before all that there are.
inline constexpr int64_t never = std::numeric_limits<int64_t>::min();

// The unit in which a number is a time from 2001 to 2100. The ranges are apart, since each unit is
// a thousand times the next one: so a number has one unit, or none.
enum class TimeUnit : uint8_t { none, seconds, milliseconds, microseconds, nanoseconds };

// [any]
[[nodiscard]] constexpr TimeUnit unit_of(int64_t ts) {
  constexpr int64_t from_s = 978'307'200, until_s = 4'102'444'800;
  constexpr TimeUnit units[] = {TimeUnit::seconds, TimeUnit::milliseconds, TimeUnit::microseconds,
                                TimeUnit::nanoseconds};
  int64_t per_second = 1;
  for (const TimeUnit unit : units) {
    if (ts >= from_s * per_second && ts < until_s * per_second) return unit;
    per_second *= 1000;
  }
  return TimeUnit::none;
}

// As messages name it.
[[nodiscard]] constexpr const char* name_of(TimeUnit unit) {
  constexpr const char* names[] = {"", "seconds", "milliseconds", "microseconds", "nanoseconds"};
  return names[static_cast<unsigned>(unit)];
}

// The number of the minute, since 1970, of a time that is not negative. [any]
[[nodiscard]] constexpr int64_t minute_of(int64_t ts_ms) {
  return ts_ms / minute_ms;
}

}  // namespace features
