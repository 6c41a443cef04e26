// spark/timer.h: calls at regular times, on the control thread.
//
//   void act() {
//     timers_.every<&Drift::look>(*this, "look", 5'000);                       // each 5 s
//     timers_.at<&Drift::report>(*this, "report", {.hour = 23, .minute = 59}); // each day, UTC
//   }
//   void look(uint32_t missed);
//   void report(int64_t due_utc_ms, uint32_t missed);
//
// ext/draft/timer.h has the rules: timers are made in act() or later, and end before rest().
#pragma once

#include "spark/ext/draft/timer.h"
#include "spark/host.h"

namespace spark {

// Each day, or each week, at a time of the day in UTC.
struct TimerRule {
  uint32_t weekday = SPARK_TIMER_DAILY;  // or 1 (Monday) to 7 (Sunday)
  uint32_t hour = 0;
  uint32_t minute = 0;
};

// Small and copyable; valid for the plugin object's life. A member of the plugin class, usually.
class Timers {
 public:
  // Throws if the host has no timers. [builder]
  explicit Timers(Host host) : timers_(host, SPARK_EXT_TIMER) {}

  // Calls (owner.*fire)(missed) [control] every `period_ms`, 10 to 86,400,000; what `fire` throws
  // is logged. `owner` is the plugin object, or lives as long. Throws the host's refusal. [control]
  template <auto fire, class Owner>
  void every(Owner& owner, const char* name, uint32_t period_ms) const {
    const auto call = [](void* context, uint32_t missed) {
      (static_cast<Owner*>(context)->*fire)(missed);
    };
    spark_error err{};
    check(timers_->every(timers_.host, name, period_ms, call, &owner, &err), err);
  }

  // Calls (owner.*fire)(due_utc_ms, missed) [control] for each time of the rule, also for those
  // that fell while no host ran. [control]
  template <auto fire, class Owner>
  void at(Owner& owner, const char* name, const TimerRule& rule) const {
    const auto call = [](void* context, int64_t due_utc_ms, uint32_t missed) {
      (static_cast<Owner*>(context)->*fire)(due_utc_ms, missed);
    };
    const spark_timer_rule raw = {rule.weekday, rule.hour, rule.minute, 0};
    spark_error err{};
    check(timers_->at(timers_.host, name, &raw, call, &owner, &err), err);
  }

  // Ends the timer of that name, if there is one. [control]
  void cancel(const char* name) const { timers_->cancel(timers_.host, name); }

 private:
  glue::Service<spark_ext_timer> timers_;
};

}  // namespace spark
