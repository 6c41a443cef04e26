// Timers of plugins, on the control thread.
//
// A timer belongs to a plugin object and ends when that rests. Its phase (of a period) and the last
// time that it was called for (of a rule) belong to the plugin's name.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "base/error.h"
#include "base/task_queue.h"
#include "services/durable_values.h"

namespace spark::services {

inline constexpr uint32_t timers_max = 64;  // of one plugin object
inline constexpr uint32_t timer_period_ms_min = 10;
inline constexpr uint32_t timer_period_ms_max = 86'400'000;
inline constexpr uint32_t caught_up_max = 31;  // times of a rule, after a pause

// Each day, or each week, at a time of the day in UTC.
struct TimerRule {
  uint32_t weekday = 0;  // 0: each day; 1: Monday … 7: Sunday
  uint32_t hour = 0;
  uint32_t minute = 0;
};

// The first time of the rule after `utc_ms`.
[[nodiscard]] int64_t next_due(const TimerRule& rule, int64_t utc_ms);
// The last time of the rule at or before `utc_ms`.
[[nodiscard]] int64_t last_due(const TimerRule& rule, int64_t utc_ms);

// All functions are for the control thread.
class Timers {
 public:
  using Every = std::function<void(uint32_t missed)>;
  using At = std::function<void(int64_t due_utc_ms, uint32_t missed)>;
  struct Clocks {
    std::function<int64_t()> steady_ns;
    std::function<int64_t()> utc_ms;
  };

  // Both outlive this object.
  Timers(base::TaskQueue& control, DurableValues& durable, Clocks clocks);
  Timers(base::TaskQueue& control, DurableValues& durable);

  // `owner` stands for the plugin object, `plugin` for its name. A timer of that name is replaced.
  base::Result<void> every(const void* owner, const std::string& plugin, const std::string& name,
                           uint32_t period_ms, Every fire);
  base::Result<void> at(const void* owner, const std::string& plugin, const std::string& name,
                        const TimerRule& rule, At fire);
  void cancel(const void* owner, const std::string& name);
  void cancel_all(const void* owner);

  // ---- with an event clock
  // From here on timers follow event time, and are called by run_due() of others alone. Before the
  // first timer is made.
  void follow_event_time();
  // Event time has begun: the timers that were made before it count from now on.
  void begin();
  // A frame of that time is about to run. A timer of a period that is due several times by then is
  // called once, for the last of them: nothing came to pass between those before it.
  void begin_step(int64_t until_utc_ms);
  enum class Step : uint8_t { next, gap };
  // Calls the timers that are due by now; with an event clock the first of them, which after a gap
  // is called once for all that it missed.
  void run_due(Step step);
  // When the next one is due; the largest number if none is. [any]
  [[nodiscard]] int64_t next_due_utc_ms() const { return next_due_utc_ms_; }

 private:
  struct Timer {
    std::string plugin;
    std::string name;
    uint32_t period_ms = 0;  // 0: by the rule
    TimerRule rule = {};
    Every every = {};
    At at = {};
    int64_t due_ns = 0;   // of a period
    int64_t done_ms = 0;  // of a rule: the last time that was called for
    int64_t look_at_ns = 0;
  };
  using TimerPtr = std::shared_ptr<Timer>;
  using Key = std::pair<const void*, std::string>;  // owner, name

  base::Result<void> add(const void* owner, const TimerPtr& timer);
  void start(const void* owner, const TimerPtr& timer);
  void start_period(const void* owner, const TimerPtr& timer);
  void start_rule(const TimerPtr& timer);
  void wait_for(const TimerPtr& timer, int64_t ms);
  [[nodiscard]] int64_t last_of_step(const Timer& timer, int64_t look_at_ns) const;
  void post_wake();
  void look_at_period(const TimerPtr& timer);
  void look_at_rule(const TimerPtr& timer, Step step);
  [[nodiscard]] static bool is_over(const TimerPtr& timer) { return timer.use_count() == 1; }

  base::TaskQueue& control_;
  DurableValues& durable_;
  Clocks clocks_;
  bool is_driven_ = false;   // by an event clock
  int64_t step_end_ns_ = 0;  // of the event clock's step under way
  std::atomic<int64_t> next_due_utc_ms_{std::numeric_limits<int64_t>::max()};
  std::map<Key, TimerPtr> timers_;
  // When timers are to be looked at; one that was cancelled or waits for another time is passed by.
  std::multimap<int64_t, std::weak_ptr<Timer>> waiting_;
  int64_t wake_at_ns_ = 0;  // of the earliest wake that is under way; 0: none is
  // Of a period, and of the object that was called by it last.
  struct Phase {
    const void* owner;
    uint32_t period_ms;
    int64_t due_ns;
  };
  std::map<std::string, Phase> phases_;  // by "plugin/name"
};

}  // namespace spark::services
