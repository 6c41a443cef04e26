// Safe actions take effect first, on the thread that reads their request, and are recorded then.
//
// On this machine safe actions need no key, so that a repeat must cost next to nothing. An action
// that moves or latches a flag is recorded. An action that finds every flag safe already is only
// counted, and answered with the sequence of the record that it repeats. A record that could not be
// written waits, and goes before all other records when it can be written.
#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "actions/actions.h"
#include "services/flags.h"

namespace spark::actions {

// How long a safe action's response waits for the writer.
inline constexpr uint32_t record_wait_ms = 100;
// A verb that moves no flag is recorded again after this time, with the number of its repeats.
inline constexpr uint32_t repeats_every_ms = 60'000;

class SafeActions {
 public:
  // Both arguments outlive this object, and this object outlives its posted tasks.
  SafeActions(services::Flags& flags, ActionContext& context) : flags_(flags), context_(context) {}

  // The effect of one action. `flags.move` is null only for a repeat in a host that has no flags.
  struct Effect {
    services::Flags::Moved flags;
    double effective_ms = 0;
  };
  // Never wait, never fail. `keyless`: the caller was asked for no credential. [any]
  // `actor`: who is on record as the caller; "": as `keyless` says.
  Effect make_safe(spark_flag* flag, std::string_view action, bool keyless,
                   const std::string& actor = {});
  Effect make_all_safe(std::string_view action, bool keyless, const std::string& actor = {});
  // A safe verb that moves no flag.
  Effect note(std::string_view action, bool keyless, const std::string& actor = {});
  // Records a move that other code made, unless the move is a repeat. [any]
  void put_on_record(const services::Flags::Moved& moved, const std::string& actor = {});

  // Calls `tell` once, on any thread: true when the move is on record (at once, if it is already),
  // false after record_wait_ms. [any]
  void when_recorded(const services::SafeMovePtr& move, std::function<void(bool)> tell);

  // `tell` is called on the writer when a move's record is on the disk. Set before any flag moves.
  void on_recorded(std::function<void()> tell) { on_recorded_ = std::move(tell); }

  [[nodiscard]] uint64_t moves() const { return moves_; }      // [any]
  [[nodiscard]] uint64_t repeats() const { return repeats_; }  // [any]
  [[nodiscard]] std::vector<std::string> degraded() const;     // [control, builder, jobs, writer]

 private:
  struct Pending {
    services::SafeMovePtr move;
    store::Record record;
  };
  struct Waiter {
    services::SafeMovePtr move;
    std::function<void(bool)> tell;
  };
  struct Noted {
    services::SafeMovePtr move;
    int64_t at_ns = 0;
    uint64_t repeats = 0;
  };

  Effect effect_of(services::Flags::Moved moved, int64_t started_ns, const std::string& actor);
  void enqueue(Pending pending);
  void post_recording();
  void retry_later();
  void record_pending();  // [writer]
  void tell_waiters(const services::SafeMovePtr& move);
  void tell_waiter(uint64_t number, bool recorded);

  services::Flags& flags_;
  ActionContext& context_;
  std::function<void()> on_recorded_;
  std::atomic<uint64_t> moves_{0};
  std::atomic<uint64_t> repeats_{0};
  std::atomic<bool> is_retrying_{false};  // a retry is posted to the control thread

  mutable std::mutex mutex_;  // guards the members below; never held while anything is called
  std::deque<Pending> pending_;
  std::map<uint64_t, Waiter> waiters_;
  std::map<std::string, Noted, std::less<>> noted_;  // by action
  uint64_t last_waiter_ = 0;
  bool is_posted_ = false;
};

}  // namespace spark::actions
