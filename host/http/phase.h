// The event that a connection waits for, and for how long.
#pragma once

#include <algorithm>
#include <cstdint>

#include "http/limits.h"

namespace spark::http {

inline constexpr uint32_t tick_ms = 100;

// The number of ticks after which `ms` have certainly passed.
constexpr uint64_t ticks(uint64_t ms) {
  return (ms + tick_ms - 1) / tick_ms + 1;
}

enum class Phase : uint8_t {
  none,
  idle,      // the next request's first byte
  head,      // the rest of a head …
  body,      // … or of a body
  deferred,  // a response from another thread
  write,     // room for more output: the peer must take its responses
  linger     // the peer's end of the connection, after the last response
};

struct Patience {
  uint32_t deferred_wait_ms = 0;
  bool draining = false;
  bool can_shrink = false;  // the connection has memory to give back
};

constexpr uint32_t wait_ms_max(Phase phase, const Limits& limits, const Patience& patience) {
  switch (phase) {
    case Phase::linger:
      return linger_timeout_ms;
    case Phase::write:
      return limits.write_timeout_ms;
    case Phase::deferred:
      return patience.deferred_wait_ms;
    case Phase::body:
      return limits.body_timeout_ms;
    case Phase::head:
      return limits.head_timeout_ms;
    case Phase::idle:
    case Phase::none:
      break;
  }
  if (patience.draining) return drain_grace_ms;
  return patience.can_shrink ? std::min(shrink_after_ms, limits.idle_timeout_ms)
                             : limits.idle_timeout_ms;
}

}  // namespace spark::http
