// Time that recorded data drives, for replays and demonstrations: event time. It stands where the
// last frame put it, and never goes back.
#pragma once

#include <atomic>
#include <cstdint>

#include "base/clock.h"

namespace spark::base {

class EventClock {
 public:
  virtual ~EventClock() = default;

  // A frame of that time is about to run. Returns when everything that was due by then has ended;
  // at once if the time is not after the present one. [worker]
  virtual void advance(int64_t utc_ms) = 0;
};

namespace detail {
inline std::atomic<int64_t> event_utc_ms{0};
inline std::atomic<int64_t> stood_utc_ms{0};
}  // namespace detail

// Milliseconds since 1970-01-01 UTC; 0: no event clock drives, or no frame has come yet. [any]
inline int64_t event_utc_ms() {
  return detail::event_utc_ms.load(std::memory_order_relaxed);
}
// For the one event clock of the process, and for tests.
inline void set_event_utc_ms(int64_t utc_ms) {
  detail::event_utc_ms.store(utc_ms, std::memory_order_relaxed);
}

// Where event time stood when the host before ended: what counts until the first frame, which may
// be of any time. 0: not known, or no event clock drives.
inline void set_stood_utc_ms(int64_t utc_ms) {
  detail::stood_utc_ms.store(utc_ms, std::memory_order_relaxed);
}

// The time that requests and plugins count by: event time where an event clock drives, else the
// wall clock. [any]
inline int64_t request_utc_ms() {
  if (const int64_t event_ms = event_utc_ms(); event_ms != 0) return event_ms;
  const int64_t stood_ms = detail::stood_utc_ms.load(std::memory_order_relaxed);
  return stood_ms != 0 ? stood_ms : utc_ms();
}

}  // namespace spark::base
