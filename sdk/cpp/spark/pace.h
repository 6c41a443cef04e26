// spark/pace.h: work for the disk at most so often, however fast recorded data drives the timers.
//
//   void keep(uint32_t) { if (pace_.is_due()) keeping_.save(); }   // a timer's, of one second
//   spark::Pace pace_{host, 1'000};
//
// With an event clock a timer of a second is called thousands of times in a second of the machine.
// What it does for a replay, it does each time; what it writes so that a crash loses little goes by
// the machine's clock, since that is what a crash goes by.
#pragma once

#include <cstdint>
#include <optional>

#include "spark/clock.h"

namespace spark {

// By one thread at a time.
class Pace {
 public:
  // `period_ms`: as that of the timer, or longer.
  Pace(Host host, uint32_t period_ms) : clock_(host), period_ns_(int64_t{period_ms} * 1'000'000) {}

  // Whether it is time again; the first time, it is. Half a period is enough, so that each call of
  // a timer that follows the machine counts, also one that comes early after a late one.
  [[nodiscard]] bool is_due() {
    const int64_t now_ns = clock_.now_ns();
    if (due_ns_ && now_ns - *due_ns_ < period_ns_ / 2) return false;
    due_ns_ = now_ns;
    return true;
  }

 private:
  Clock clock_;
  int64_t period_ns_;
  std::optional<int64_t> due_ns_;  // when it was time last
};

}  // namespace spark
