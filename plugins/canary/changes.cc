#include "changes.h"

namespace canary::changes {
namespace {

void become(State& state, Kind kind, Hold hold, int64_t now_ms) {
  if (state.kind != kind || state.hold != hold) state.since_ms = now_ms;
  state.kind = kind;
  state.hold = hold;
}

// Closes the share; what was asked for before does not apply any more.
void close(Next& next) {
  next.state.open = 0;
  next.state.awaits = false;
  ++next.state.epoch;
  next.effects |= close_share;
}

void await_record(Next& next) {
  ++next.state.order;
  next.state.awaits = true;
  next.effects |= put_record;
}

void begin_abort(Next& next, Cause cause, int64_t now_ms) {
  close(next);
  next.state.cause = cause;
  become(next.state, Kind::aborting, Hold::none, now_ms);
  await_record(next);
  next.effects |= write_rollback;
  const bool is_harm =
      cause == Cause::crash || cause == Cause::latency_evidence || cause == Cause::latency_limit;
  if (is_harm) next.effects |= move_also_safe;
}

void begin_phase_at(State& state, uint32_t phase, int64_t now_ms) {
  state.phase = phase;
  state.phase_since_ms = now_ms;
  state.active_ms = 0;
  state.expected_ms = 0;
}

}  // namespace

void abort_as_told(Next& next, const Event& event, const Seen&, const Plan&, int64_t now_ms) {
  begin_abort(next, event.cause, now_ms);
}

void abort_as_judged(Next& next, const Event&, const Seen& seen, const Plan&, int64_t now_ms) {
  begin_abort(next, seen.cause, now_ms);
}

void abort_for_progress(Next& next, const Event&, const Seen&, const Plan&, int64_t now_ms) {
  begin_abort(next, Cause::progress_deadline, now_ms);
}

void abort_for_hold(Next& next, const Event&, const Seen&, const Plan&, int64_t now_ms) {
  begin_abort(next, Cause::hold_max, now_ms);
}

void close_only(Next& next, const Event&, const Seen&, const Plan&, int64_t) {
  const bool awaited_before = next.state.awaits;
  close(next);
  next.state.awaits = awaited_before && next.state.kind == Kind::aborting;
  next.refusal = Refusal::nothing_to_do;
}

void end_preflight(Next& next, const Event&, const Seen&, const Plan&, int64_t now_ms) {
  close(next);
  become(next.state, Kind::idle, Hold::none, now_ms);
  next.effects |= put_record;
}

void pause(Next& next, const Event&, const Seen&, const Plan&, int64_t now_ms) {
  close(next);
  become(next.state, Kind::paused, Hold::none, now_ms);
  next.effects |= put_record;
}

void refuse_late(Next& next, const Event&, const Seen&, const Plan&, int64_t) {
  next.refusal = Refusal::superseded;
}

void look_before(Next& next, const Event&, const Seen&, const Plan&, int64_t now_ms) {
  become(next.state, Kind::preflight, Hold::none, now_ms);
  next.effects |= ask_preflight;
}

void be_idle_again(Next& next, const Event&, const Seen&, const Plan&, int64_t now_ms) {
  become(next.state, Kind::idle, Hold::none, now_ms);
  next.effects |= put_record;
}

void start(Next& next, const Event& event, const Seen& seen, const Plan& plan, int64_t now_ms) {
  State& state = next.state;
  become(state, Kind::running, Hold::none, now_ms);
  ++state.run;
  state.mode = event.mode;
  state.cause = Cause::none;
  state.open = 0;
  state.seen_ms = now_ms;
  begin_phase_at(state, 0, now_ms);
  state.expected_ms = expected_ms(plan.phases[0], seen.pairs_per_ms);
  next.effects |= begin_run;
  await_record(next);
}

// With an open share at once, otherwise when that is on record.
void go_on(Next& next, const Event&, const Seen&, const Plan&, int64_t now_ms) {
  State& state = next.state;
  become(state, Kind::running, Hold::none, now_ms);
  if (state.open == state.phase + 1) {
    next.effects |= put_record;
  } else {
    await_record(next);
  }
}

void resume(Next& next, const Event& event, const Seen& seen, const Plan& plan, int64_t now_ms) {
  next.state.phase_since_ms = now_ms;
  next.state.seen_ms = now_ms;
  go_on(next, event, seen, plan, now_ms);
}

void open(Next& next, const Event&, const Seen&, const Plan&, int64_t now_ms) {
  State& state = next.state;
  state.awaits = false;
  state.open = state.phase + 1;
  state.seen_ms = now_ms;
  become(state, Kind::running, Hold::none, now_ms);
  if (state.active_ms == 0) next.effects |= begin_phase;
  next.effects |= open_share;
}

void wait_for_cause(Next& next, const Event&, const Seen&, const Plan&, int64_t now_ms) {
  next.state.awaits = false;
  become(next.state, Kind::held, Hold::common_cause, now_ms);
  next.effects |= put_record | tell_common_cause;
}

void hold_unrecorded(Next& next, const Event&, const Seen&, const Plan&, int64_t now_ms) {
  next.state.awaits = false;
  become(next.state, Kind::held, Hold::not_recorded, now_ms);
}

// The record is still waited for: it opens the share when the disk has it.
void hold_until_recorded(Next& next, const Event&, const Seen&, const Plan&, int64_t now_ms) {
  become(next.state, Kind::held, Hold::not_recorded, now_ms);
}

void record_again(Next& next, const Event&, const Seen&, const Plan&, int64_t) {
  await_record(next);
}

void write_again(Next& next, const Event&, const Seen&, const Plan&, int64_t) {
  await_record(next);
  next.effects |= write_rollback;
}

void stop_waiting(Next& next, const Event&, const Seen&, const Plan&, int64_t) {
  next.state.awaits = false;
}

void be_aborted(Next& next, const Event&, const Seen&, const Plan&, int64_t now_ms) {
  next.state.awaits = false;
  become(next.state, Kind::aborted, Hold::none, now_ms);
  next.effects |= end_run;
}

void next_phase(Next& next, const Event&, const Seen& seen, const Plan& plan, int64_t now_ms) {
  State& state = next.state;
  become(state, Kind::running, Hold::none, now_ms);
  begin_phase_at(state, state.phase + 1, now_ms);
  state.expected_ms = expected_ms(plan.phases[state.phase], seen.pairs_per_ms);
  await_record(next);
}

// Observe-only has nothing to keep open.
void complete(Next& next, const Event&, const Seen&, const Plan&, int64_t now_ms) {
  State& state = next.state;
  become(state, Kind::completed, Hold::none, now_ms);
  next.effects |= put_record;
  if (state.mode == Mode::live) return;
  state.open = 0;
  next.effects |= close_share | end_run;
}

void give_back(Next& next, const Event&, const Seen&, const Plan&, int64_t) {
  next.state.open = 0;
  next.effects |= close_share | put_record | end_run;
}

void release(Next& next, const Event&, const Seen&, const Plan&, int64_t now_ms) {
  if (next.state.open > 0) next.effects |= end_run;
  next.state.open = 0;
  become(next.state, Kind::idle, Hold::none, now_ms);
  next.effects |= close_share | put_record;
}

void hold_for_samples(Next& next, const Event&, const Seen&, const Plan&, int64_t now_ms) {
  become(next.state, Kind::held, Hold::too_few_samples, now_ms);
  next.effects |= put_record;
}

// The last safe share is that of the last phase that ended.
void come_back(Next& next, const Event&, const Seen&, const Plan&, int64_t now_ms) {
  State& state = next.state;
  state.awaits = false;
  state.seen_ms = now_ms;
  state.phase_since_ms = now_ms;
  if (state.open > state.phase) state.open = state.phase;
  become(state, Kind::held, Hold::restarted, now_ms);
  next.effects |= put_record | open_share;
}

void come_back_completed(Next& next, const Event&, const Seen&, const Plan&, int64_t) {
  next.effects |= open_share;
}

void be_idle(Next& next, const Event&, const Seen&, const Plan&, int64_t now_ms) {
  become(next.state, Kind::idle, Hold::none, now_ms);
}

void stay(Next&, const Event&, const Seen&, const Plan&, int64_t) {}

void distrust(Next& next, const Event&, const Seen&, const Plan&, int64_t now_ms) {
  close(next);
  become(next.state, Kind::failed, Hold::none, now_ms);
  next.effects |= put_record | end_run;
}

}  // namespace canary::changes
