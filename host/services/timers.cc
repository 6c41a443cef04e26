#include "services/timers.h"

#include <algorithm>
#include <cstdlib>
#include <tuple>
#include <vector>

#include "base/clock.h"
#include "base/event_clock.h"
#include "base/log.h"
#include "plugin/guard.h"

namespace spark::services {
namespace {

constexpr int64_t ms_ns = 1'000'000;
constexpr int64_t day_ms = 86'400'000;
constexpr int64_t week_ms = 7 * day_ms;
// 1970-01-01 was a Thursday, the fourth day.
constexpr int64_t first_monday_ms = 4 * day_ms;
// A wall clock may be set: how long at most until it is looked at again.
constexpr int64_t look_again_ms = 30'000;
constexpr const char* last_due_schema = "host.timer/1";

struct Grid {
  int64_t first_ms;
  int64_t step_ms;
};

Grid grid_of(const TimerRule& rule) {
  const int64_t in_day_ms = (rule.hour * 60 + rule.minute) * int64_t{60'000};
  if (rule.weekday == 0) return {in_day_ms, day_ms};
  return {first_monday_ms + (rule.weekday - 1) * day_ms + in_day_ms, week_ms};
}

// Plugins' own keys do not begin with ':'.
DurableName last_due_name(const std::string& plugin, const std::string& timer) {
  return {plugin, ":timer:" + timer, last_due_schema};
}

}  // namespace

int64_t last_due(const TimerRule& rule, int64_t utc_ms) {
  const Grid grid = grid_of(rule);
  const int64_t since_ms = utc_ms - grid.first_ms;
  const int64_t steps = since_ms / grid.step_ms - (since_ms % grid.step_ms < 0 ? 1 : 0);
  return grid.first_ms + steps * grid.step_ms;
}

int64_t next_due(const TimerRule& rule, int64_t utc_ms) {
  return last_due(rule, utc_ms) + grid_of(rule).step_ms;
}

Timers::Timers(base::TaskQueue& control, DurableValues& durable, Clocks clocks)
    : control_(control), durable_(durable), clocks_(std::move(clocks)) {}

Timers::Timers(base::TaskQueue& control, DurableValues& durable)
    : Timers(control, durable, {[] { return base::steady_ns(); }, [] { return base::utc_ms(); }}) {}

void Timers::follow_event_time() {
  is_driven_ = true;
  clocks_ = {[] { return base::event_utc_ms() * ms_ns; }, [] { return base::event_utc_ms(); }};
}

base::Result<void> Timers::add(const void* owner, const TimerPtr& timer) {
  const Key key{owner, timer->name};
  const auto own = std::count_if(timers_.begin(), timers_.end(),
                                 [owner](const auto& each) { return each.first.first == owner; });
  if (!timers_.contains(key) && own >= timers_max)
    return base::Error("timer: more than " + std::to_string(timers_max) + " timers");
  timers_[key] = timer;
  const bool has_time = !is_driven_ || base::event_utc_ms() != 0;
  if (has_time) start(owner, timer);
  return {};
}

// In the order of names: that of owners differs from run to run.
void Timers::begin() {
  std::vector<std::pair<const void*, TimerPtr>> all;
  for (const auto& [key, timer] : timers_) all.emplace_back(key.first, timer);
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    return std::tie(a.second->plugin, a.second->name) < std::tie(b.second->plugin, b.second->name);
  });
  for (const auto& [owner, timer] : all) start(owner, timer);
}

void Timers::start(const void* owner, const TimerPtr& timer) {
  timer->period_ms > 0 ? start_period(owner, timer) : start_rule(timer);
}

base::Result<void> Timers::every(const void* owner, const std::string& plugin,
                                 const std::string& name, uint32_t period_ms, Every fire) {
  if (period_ms < timer_period_ms_min || period_ms > timer_period_ms_max)
    return base::Error("timer '" + name + "': expected a period of 10 ms to 24 h, found " +
                       std::to_string(period_ms) + " ms");
  const auto timer = std::make_shared<Timer>(Timer{plugin, name});
  timer->period_ms = period_ms;
  timer->every = std::move(fire);
  return add(owner, timer);
}

void Timers::start_period(const void* owner, const TimerPtr& timer) {
  const int64_t now_ns = clocks_.steady_ns();
  timer->due_ns = now_ns + timer->period_ms * ms_ns;
  // Another object goes on in the phase; the same one begins anew.
  const std::string full_name = timer->plugin + "/" + timer->name;
  const auto phase = phases_.find(full_name);
  if (phase != phases_.end() && phase->second.owner != owner &&
      phase->second.period_ms == timer->period_ms)
    timer->due_ns = phase->second.due_ns;
  phases_[full_name] = {owner, timer->period_ms, timer->due_ns};
  wait_for(timer, std::max<int64_t>(0, (timer->due_ns - now_ns) / ms_ns));
}

base::Result<void> Timers::at(const void* owner, const std::string& plugin, const std::string& name,
                              const TimerRule& rule, At fire) {
  if (rule.weekday > 7 || rule.hour > 23 || rule.minute > 59)
    return base::Error("timer '" + name +
                       "': expected a weekday of 0 to 7, an hour of 0 to 23 and a minute of 0 to "
                       "59");
  const auto timer = std::make_shared<Timer>(Timer{plugin, name});
  timer->rule = rule;
  timer->at = std::move(fire);
  return add(owner, timer);
}

void Timers::start_rule(const TimerPtr& timer) {
  const DurableName known = last_due_name(timer->plugin, timer->name);
  const int64_t newest_ms = last_due(timer->rule, clocks_.utc_ms());
  const auto text = durable_.get(known);
  timer->done_ms = text ? std::strtoll(text->c_str(), nullptr, 10) : newest_ms;
  if (timer->done_ms > newest_ms) {
    base::log::warn(
        "timer '{}' of plugin '{}' was called for times that are yet to come; it goes "
        "on from now",
        timer->name, timer->plugin);
    timer->done_ms = newest_ms;
  }
  durable_.put_own(known, std::to_string(timer->done_ms));
  wait_for(timer, 0);
}

void Timers::cancel(const void* owner, const std::string& name) {
  const auto found = timers_.find({owner, name});
  if (found == timers_.end()) return;
  phases_.erase(found->second->plugin + "/" + name);
  timers_.erase(found);
}

void Timers::cancel_all(const void* owner) {
  std::erase_if(timers_, [owner](const auto& each) { return each.first.first == owner; });
}

void Timers::wait_for(const TimerPtr& timer, int64_t ms) {
  timer->look_at_ns = last_of_step(*timer, clocks_.steady_ns() + ms * ms_ns);
  waiting_.emplace(timer->look_at_ns, timer);
  post_wake();
}

int64_t Timers::last_of_step(const Timer& timer, int64_t look_at_ns) const {
  if (timer.period_ms == 0 || look_at_ns >= step_end_ns_) return look_at_ns;
  const int64_t period_ns = timer.period_ms * ms_ns;
  return look_at_ns + (step_end_ns_ - look_at_ns) / period_ns * period_ns;
}

void Timers::begin_step(int64_t until_utc_ms) {
  step_end_ns_ = until_utc_ms * ms_ns;
  std::vector<TimerPtr> later;
  for (auto each = waiting_.begin(); each != waiting_.end() && each->first < step_end_ns_;) {
    const TimerPtr timer = each->second.lock();
    const bool is_due = timer != nullptr && timer->look_at_ns == each->first;
    if (is_due && last_of_step(*timer, each->first) == each->first) {
      ++each;
      continue;
    }
    each = waiting_.erase(each);
    if (is_due) later.push_back(timer);
  }
  for (const TimerPtr& timer : later) {
    timer->look_at_ns = last_of_step(*timer, timer->look_at_ns);
    waiting_.emplace(timer->look_at_ns, timer);
  }
  post_wake();
}

// One wake is under way for all timers, so that however many there are, and however often they are
// made again, the control thread's queue has room.
void Timers::post_wake() {
  if (is_driven_) {
    next_due_utc_ms_ = waiting_.empty() ? std::numeric_limits<int64_t>::max()
                                        : (waiting_.begin()->first + ms_ns - 1) / ms_ns;
    return;
  }
  if (waiting_.empty()) return;
  const int64_t first_ns = waiting_.begin()->first;
  if (wake_at_ns_ != 0 && wake_at_ns_ <= first_ns) return;
  wake_at_ns_ = first_ns;
  const int64_t left_ms = (first_ns - clocks_.steady_ns() + ms_ns - 1) / ms_ns;
  control_.post_kept_after(static_cast<uint32_t>(std::max<int64_t>(0, left_ms)), [this, first_ns] {
    if (wake_at_ns_ == first_ns) run_due(Step::next);
  });
}

void Timers::run_due(Step step) {
  const int64_t now_ns = clocks_.steady_ns();
  std::vector<TimerPtr> due;
  while (!waiting_.empty() && waiting_.begin()->first <= now_ns && !(is_driven_ && !due.empty())) {
    const TimerPtr timer = waiting_.begin()->second.lock();
    const bool is_due = timer != nullptr && timer->look_at_ns == waiting_.begin()->first;
    waiting_.erase(waiting_.begin());
    if (is_due) due.push_back(timer);
  }
  wake_at_ns_ = 0;
  for (TimerPtr& timer : due) {
    const TimerPtr one = std::move(timer);  // the only one here, so that its end shows
    if (is_over(one)) continue;
    one->period_ms > 0 ? look_at_period(one) : look_at_rule(one, step);
  }
  post_wake();
}

void Timers::look_at_period(const TimerPtr& timer) {
  const int64_t period_ns = timer->period_ms * ms_ns;
  const int64_t late_ns = clocks_.steady_ns() - timer->due_ns;
  if (late_ns >= 0) {
    const int64_t missed = late_ns / period_ns;
    timer->due_ns += (missed + 1) * period_ns;
    phases_[timer->plugin + "/" + timer->name].due_ns = timer->due_ns;
    if (!plugin::guarded_void([&] { timer->every(static_cast<uint32_t>(missed)); }))
      base::log::error("timer '{}' of plugin '{}' threw", timer->name, timer->plugin);
  }
  if (is_over(timer)) return;
  const int64_t left_ns = timer->due_ns - clocks_.steady_ns();
  wait_for(timer, std::max<int64_t>(0, (left_ns + ms_ns - 1) / ms_ns));
}

// The times since the last one that was called for, of which the oldest are left out if there are
// too many: all but the last one after a gap.
void Timers::look_at_rule(const TimerPtr& timer, Step step) {
  const DurableName known = last_due_name(timer->plugin, timer->name);
  const int64_t now_ms = clocks_.utc_ms();
  const int64_t newest_ms = last_due(timer->rule, now_ms);
  const int64_t step_ms = grid_of(timer->rule).step_ms;
  int64_t due_ms = next_due(timer->rule, timer->done_ms);
  uint32_t missed = 0;
  const int64_t caught_up = step == Step::gap ? 1 : caught_up_max;
  if (const int64_t pending = due_ms > newest_ms ? 0 : (newest_ms - due_ms) / step_ms + 1;
      pending > caught_up) {
    missed = static_cast<uint32_t>(pending - caught_up);
    due_ms += missed * step_ms;
  }
  for (; due_ms <= newest_ms && !is_over(timer); due_ms += step_ms, missed = 0) {
    if (!plugin::guarded_void([&] { timer->at(due_ms, missed); }))
      base::log::error("timer '{}' of plugin '{}' threw", timer->name, timer->plugin);
    timer->done_ms = due_ms;
    durable_.put_own(known, std::to_string(due_ms));
  }
  if (is_over(timer)) return;
  wait_for(timer, std::clamp<int64_t>(next_due(timer->rule, now_ms) - clocks_.utc_ms(), 0,
                                      is_driven_ ? week_ms : look_again_ms));
}

}  // namespace spark::services
