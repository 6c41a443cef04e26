// spark/clock.h: time that recorded data may drive. [any-thread]
#pragma once

#include "spark/ext/draft/clock.h"
#include "spark/host.h"

namespace spark {

class Clock {
 public:
  explicit Clock(Host host)
      : host_(host.raw()), clock_(host.require<spark_ext_clock>(SPARK_EXT_CLOCK)) {}

  // Never goes back, from an arbitrary origin; for windows and phases.
  [[nodiscard]] int64_t now_ns() const { return clock_->now_ns(host_); }
  // Milliseconds since 1970-01-01 UTC; may jump; for stamps that people read.
  [[nodiscard]] int64_t utc_ms() const { return clock_->utc_ms(host_); }

 private:
  const spark_host* host_;
  const spark_ext_clock* clock_;
};

}  // namespace spark
