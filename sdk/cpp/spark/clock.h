// spark/clock.h: time that recorded data may drive. A plugin asks no other clock.
#pragma once

#include "spark/ext/draft/clock.h"
#include "spark/host.h"

namespace spark {

// Small and copyable; valid for the plugin object's life.
class Clock {
 public:
  // Throws if the host offers no clock. [builder]
  explicit Clock(Host host) : clock_(host, SPARK_EXT_CLOCK) {}

  // Nanoseconds from an arbitrary origin. Never goes back; for durations that are measured. [any]
  [[nodiscard]] int64_t now_ns() const { return clock_->now_ns(clock_.host); }
  // Milliseconds since 1970-01-01 UTC. May jump; for stamps that people read. [any]
  [[nodiscard]] int64_t utc_ms() const { return clock_->utc_ms(clock_.host); }
  // The same of recorded data, where the configuration has an event clock; else utc_ms(). For
  // whatever a replay is to repeat. [any]
  [[nodiscard]] int64_t event_ms() const { return clock_->event_ms(clock_.host); }

 private:
  glue::Service<spark_ext_clock> clock_;
};

}  // namespace spark
