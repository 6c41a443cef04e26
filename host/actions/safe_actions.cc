// Moving flags, and recording that they were moved.
#include "actions/safe_actions.h"

#include <fmt/format.h>

#include "base/clock.h"

namespace spark::actions {
namespace {

constexpr uint32_t record_retry_ms = 1'000;
// Verbs without flags whose repeats are told apart; those of a host are far fewer.
constexpr size_t noted_max = 256;

std::string joined(const std::vector<std::string>& names) {
  std::string all;
  for (const auto& name : names) all += (all.empty() ? "" : " ") + name;
  return all;
}

std::string actor_of(const services::SafeMove& move, const std::string& actor) {
  if (!actor.empty()) return actor;
  if (move.action == "signal" || move.action.starts_with("plugin ")) return move.action;
  return move.keyless ? "loopback" : "http";
}

}  // namespace

SafeActions::Effect SafeActions::make_safe(spark_flag* flag, std::string_view action, bool keyless,
                                           const std::string& actor) {
  const int64_t started_ns = base::steady_ns();
  return effect_of(flags_.make_safe(flag, action, keyless), started_ns, actor);
}

SafeActions::Effect SafeActions::make_all_safe(std::string_view action, bool keyless,
                                               const std::string& actor) {
  const int64_t started_ns = base::steady_ns();
  return effect_of(flags_.make_all_safe(action, keyless), started_ns, actor);
}

SafeActions::Effect SafeActions::effect_of(services::Flags::Moved moved, int64_t started_ns,
                                           const std::string& actor) {
  const double effective_ms = static_cast<double>(base::steady_ns() - started_ns) / 1e6;
  put_on_record(moved, actor);
  return {std::move(moved), effective_ms};
}

SafeActions::Effect SafeActions::note(std::string_view action, bool keyless,
                                      const std::string& actor) {
  const int64_t now_ns = base::steady_ns();
  Effect effect;
  effect.flags.move = flags_.note_safe(action, keyless);
  uint64_t repeats = 0;
  {
    const std::lock_guard lock(mutex_);
    auto noted = noted_.find(action);
    if (noted == noted_.end() && noted_.size() < noted_max)
      noted = noted_.emplace(std::string(action), Noted{}).first;
    if (noted == noted_.end()) {
      effect.flags.is_repeat = true;
    } else if (noted->second.move != nullptr &&
               now_ns - noted->second.at_ns < int64_t{repeats_every_ms} * 1'000'000) {
      ++noted->second.repeats;
      effect.flags.move = noted->second.move;
      effect.flags.is_repeat = true;
    } else {
      repeats = noted->second.repeats;
      noted->second = {effect.flags.move, now_ns, 0};
    }
  }
  effect.effective_ms = static_cast<double>(base::steady_ns() - now_ns) / 1e6;
  if (effect.flags.is_repeat) {
    ++repeats_;
    return effect;
  }
  ++moves_;
  const auto& move = effect.flags.move;
  enqueue({move,
           {actor_of(*move, actor),
            move->action,
            "",
            {},
            "done",
            repeats == 0 ? "" : fmt::format("repeated {} times since it was recorded", repeats)}});
  return effect;
}

void SafeActions::put_on_record(const services::Flags::Moved& moved, const std::string& actor) {
  if (moved.is_repeat) {
    ++repeats_;
    if (!is_retrying_) post_recording();  // for records whose task could not be posted before
    return;
  }
  ++moves_;
  enqueue({moved.move,
           {actor_of(*moved.move, actor),
            moved.move->action == "signal" ? "safe" : moved.move->action,
            joined(moved.flags),
            {},
            "done",
            fmt::format("latched {}, moved {}", moved.flags.size(), moved.changed)}});
}

void SafeActions::enqueue(Pending pending) {
  {
    const std::lock_guard lock(mutex_);
    pending_.push_back(std::move(pending));
  }
  post_recording();
}

// One posted task is enough for all pending records.
void SafeActions::post_recording() {
  {
    const std::lock_guard lock(mutex_);
    if (pending_.empty() || is_posted_) return;
    is_posted_ = true;
  }
  if (context_.writer.post_first([this] { record_pending(); })) return;
  {
    const std::lock_guard lock(mutex_);
    is_posted_ = false;
  }
  retry_later();
}

void SafeActions::retry_later() {
  if (is_retrying_.exchange(true)) return;
  const bool waiting = context_.control.post_after(record_retry_ms, [this] {
    is_retrying_ = false;
    post_recording();
  });
  if (!waiting) is_retrying_ = false;  // the next safe action posts the recording
}

// Records one at a time, so that a record that the disk refuses stays first in line.
void SafeActions::record_pending() {
  for (;;) {
    Pending next;
    {
      const std::lock_guard lock(mutex_);
      is_posted_ = false;
      if (pending_.empty()) return;
      next = pending_.front();
    }
    const auto sequence = context_.recorder.record(next.record);
    if (!sequence) return retry_later();
    next.move->sequence = *sequence;
    {
      const std::lock_guard lock(mutex_);
      pending_.pop_front();
    }
    tell_waiters(next.move);
    if (on_recorded_) on_recorded_();
  }
}

void SafeActions::when_recorded(const services::SafeMovePtr& move, std::function<void(bool)> tell) {
  uint64_t number = 0;
  {
    const std::lock_guard lock(mutex_);
    if (move != nullptr && move->sequence == 0) {
      number = ++last_waiter_;
      waiters_.emplace(number, Waiter{move, std::move(tell)});
    }
  }
  if (number == 0) return tell(move != nullptr);
  const auto give_up = [this, number] { tell_waiter(number, false); };
  if (!context_.control.post_after(record_wait_ms, give_up)) give_up();
}

void SafeActions::tell_waiters(const services::SafeMovePtr& move) {
  std::vector<uint64_t> numbers;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [number, waiter] : waiters_)
      if (waiter.move == move) numbers.push_back(number);
  }
  for (const uint64_t number : numbers) tell_waiter(number, true);
}

void SafeActions::tell_waiter(uint64_t number, bool recorded) {
  std::function<void(bool)> tell;
  {
    const std::lock_guard lock(mutex_);
    const auto waiter = waiters_.find(number);
    if (waiter == waiters_.end()) return;
    tell = std::move(waiter->second.tell);
    waiters_.erase(waiter);
  }
  tell(recorded);
}

std::vector<std::string> SafeActions::degraded() const {
  const std::lock_guard lock(mutex_);
  if (pending_.empty()) return {};
  return {
      fmt::format("{} safe actions are not on record yet; they are in effect", pending_.size())};
}

}  // namespace spark::actions
