// What the canary's machine speaks of: states, events, what was seen, and effects. machine.h says
// how they hang together.
#pragma once

#include <cstddef>
#include <cstdint>

#include "plan.h"

namespace canary {

enum class Mode : uint8_t { observe_only, live };

enum class Kind : uint8_t {
  idle,       // nothing was ever started
  preflight,  // the figures before a start are looked at
  running,    // a phase goes on
  held,       // a phase goes on, but does not end: Hold says why
  paused,     // an operator closed the share; it may be opened again
  completed,  // all phases ended. Live: the share stays open, until hold_max
  aborting,   // the share is closed; the record of it is not written yet
  aborted,
  failed,  // a state on the disk that cannot be believed
};
inline constexpr size_t kinds_count = 9;

enum class Hold : uint8_t {
  none,
  too_few_samples,  // the phase has lasted long enough, and has too few samples
  common_cause,     // a limit is broken, by production too
  restarted,        // the host came back: an operator resumes it
  not_recorded,     // what should be opened is not on record: the disk refuses it, or stalls
};

// Why a canary ended, or was told to.
enum class Cause : uint8_t {
  none,
  asked,              // by an operator
  paired,             // evidence: the candidate errs more often than production beside it
  by_arm,             // evidence: an error is the candidate's more often than requests are
  error_evidence,     // evidence: it errs more often than the SLO allows
  latency_evidence,   // evidence: it is slow more often than the SLO allows
  latency_limit,      // a fixed limit
  errors_limit,       // a fixed limit
  match_limit,        // a fixed limit
  crash,              // the candidate's plugin crashed or its breaker opened
  alert,              // a critical alert began to fire
  pin_broken,         // an operator forced a change of a model under test
  progress_deadline,  // a phase took three times what was expected
  hold_max,           // it was held or paused for too long
};

struct State {
  Kind kind = Kind::idle;
  Mode mode = Mode::observe_only;
  Hold hold = Hold::none;
  Cause cause = Cause::none;  // of aborting, aborted and failed
  uint32_t phase = 0;         // the one under way, from 0; of a completed canary the last one
  uint32_t open = 0;          // how many phases' shares were opened: the last one's counts. 0: none
  uint64_t run = 0;           // how many canaries were started
  uint64_t order = 0;         // of the record that is waited for, or was last
  bool awaits = false;        // a share waits for the record `order`
  uint64_t epoch = 0;         // how many safe actions there were
  int64_t since_ms = 0;       // when `kind` or `hold` began
  int64_t phase_since_ms = 0;
  int64_t active_ms = 0;    // of the phase, while its share was open and nothing held it back
  int64_t seen_ms = 0;      // the last tick
  int64_t expected_ms = 0;  // of the phase; 0: not known yet

  friend bool operator==(const State&, const State&) = default;
};

enum class Asked : uint8_t {
  preflight,
  preflight_passed,
  preflight_failed,
  start,
  tick,
  pause,
  resume,
  abort,
  recorded,      // the record `order` is on the chain
  not_recorded,  // it could not be written
  restarted,     // the host came back; `trusted`: what the disk says is what the chain says
  released,      // the candidate was promoted, or taken away: nothing is under test any more
};

struct Event {
  Asked what = Asked::tick;
  uint64_t epoch = 0;              // State::epoch when it was asked for
  uint64_t order = 0;              // of recorded, not_recorded
  Mode mode = Mode::observe_only;  // of start
  Cause cause = Cause::asked;      // of abort
  bool trusted = true;             // of restarted
};

enum class Judgement : uint8_t { none, common_cause, abort };

// What the windows and the tests say at one time.
struct Seen {
  uint64_t samples = 0;     // of the phase: pairs that the split selected
  double pairs_per_ms = 0;  // of all requests; 0 where not known
  Judgement judgement = Judgement::none;
  Cause cause = Cause::none;  // of an abort
};

// What is to be done, in this order. Bits.
enum Effect : uint32_t {
  no_effect = 0,
  close_share = 1u << 0,     // set the flags to share_ppm() and weight_ppm(), at once
  move_also_safe = 1u << 1,  // and the flags of others that an abort for latency or a crash moves
  begin_run = 1u << 2,       // tests and windows begin anew; the models are pinned
  ask_preflight = 1u << 3,
  put_record = 1u << 4,      // of the new state; with State::order where State::awaits
  write_rollback = 1u << 5,  // the log and the snapshot of metrics; then `recorded`
  begin_phase = 1u << 6,     // its counts begin anew
  open_share = 1u << 7,      // set the flags, if no safe action came since
  end_run = 1u << 8,         // the pins go; the run's file is written
  tell_common_cause = 1u << 9,
};

enum class Refusal : uint8_t {
  none,
  not_now,        // the state does not allow it
  superseded,     // a safe action came after it was asked for
  nothing_to_do,  // of a safe action: there was nothing to end; the share is closed all the same
};

struct Next {
  State state;
  uint32_t effects = no_effect;
  Refusal refusal = Refusal::none;
};

// The share of requests that count as the canary's, and the share whose answers are the
// candidate's. [any]
[[nodiscard]] uint32_t share_ppm(const State& state, const Plan& plan);
[[nodiscard]] uint32_t weight_ppm(const State& state, const Plan& plan);

// Whether a canary is under way: there is something to abort, and its models are pinned. [any]
[[nodiscard]] bool is_under_way(const State& state);

// For people and files. [any]
[[nodiscard]] const char* name_of(Kind kind);
[[nodiscard]] const char* name_of(Hold hold);
[[nodiscard]] const char* name_of(Cause cause);
[[nodiscard]] const char* name_of(Mode mode);

}  // namespace canary
