// Time. Latency is always the steady clock; stamps that people read are UTC.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace spark::base {

// Nanoseconds from an arbitrary origin. The number never goes back. [any]
inline int64_t steady_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

// Milliseconds since 1970-01-01 UTC. May jump. [any]
inline int64_t utc_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(
             std::chrono::system_clock::now().time_since_epoch())
      .count();
}

// Writes "2024-05-31T23:59:59.123Z" (24 bytes, no NUL). A time outside the years 1970 to 9999 is
// written as the nearer end of that range; only a clock that is set wrong gives one. [any]
void iso8601_utc(int64_t utc_ms, char (&out)[24]);
[[nodiscard]] std::string iso8601_utc(int64_t utc_ms);

}  // namespace spark::base
