#include "conditions.h"

#include <algorithm>

namespace canary::conditions {
namespace {

constexpr int64_t record_ms_max = 2'000;  // until a canary that waits for the disk says so

bool lasted(const State& state, const Seen& seen, const Plan& plan) {
  return goes_on(state) && seen.judgement == Judgement::none &&
         state.active_ms >= plan.phases[state.phase].duration_ms;
}

}  // namespace

bool always(const State&, const Event&, const Seen&, const Plan&, int64_t) {
  return true;
}

bool current(const State& state, const Event& event, const Seen&, const Plan&, int64_t) {
  return event.epoch == state.epoch;
}

bool may_begin(const State& state, const Event& event, const Seen&, const Plan& plan, int64_t) {
  return event.epoch == state.epoch && !is_under_way(state) && !plan.phases.empty();
}

bool is_late_order(const State& state, const Event& event, const Seen&, const Plan&, int64_t) {
  return event.epoch != state.epoch;
}

bool may_resume(const State& state, const Event& event, const Seen&, const Plan&, int64_t) {
  return event.epoch == state.epoch &&
         (state.kind == Kind::paused || state.hold == Hold::restarted);
}

bool under_way(const State& state, const Event&, const Seen&, const Plan&, int64_t) {
  return is_under_way(state);
}

bool trusted(const State&, const Event& event, const Seen&, const Plan&, int64_t) {
  return event.trusted;
}

bool awaited(const State& state, const Event& event, const Seen&, const Plan&, int64_t) {
  return state.awaits && event.order == state.order;
}

bool awaited_and_fine(const State& state, const Event& event, const Seen& seen, const Plan&,
                      int64_t) {
  return state.awaits && event.order == state.order && seen.judgement == Judgement::none;
}

bool awaits_nothing(const State& state, const Event&, const Seen&, const Plan&, int64_t) {
  return !state.awaits;
}

bool to_abort(const State& state, const Event&, const Seen& seen, const Plan&, int64_t) {
  return is_under_way(state) && seen.judgement == Judgement::abort;
}

bool no_progress(const State& state, const Event&, const Seen&, const Plan&, int64_t now_ms) {
  return now_ms - state.phase_since_ms > deadline_ms(state.expected_ms);
}

bool held_too_long(const State& state, const Event&, const Seen&, const Plan& plan,
                   int64_t now_ms) {
  const bool waits = state.kind == Kind::paused || state.hold == Hold::restarted ||
                     state.hold == Hold::not_recorded;
  return waits && now_ms - state.since_ms > plan.hold_ms_max;
}

bool kept_too_long(const State& state, const Event&, const Seen&, const Plan& plan,
                   int64_t now_ms) {
  return is_under_way(state) && now_ms - state.since_ms > plan.hold_ms_max;
}

bool goes_on(const State& state) {
  return state.open == state.phase + 1 &&
         (state.kind == Kind::running || state.hold == Hold::too_few_samples);
}

bool has_common_cause(const State& state, const Event&, const Seen& seen, const Plan&, int64_t) {
  return goes_on(state) && seen.judgement == Judgement::common_cause;
}

bool cause_is_gone(const State& state, const Event&, const Seen& seen, const Plan&, int64_t) {
  return state.hold == Hold::common_cause && seen.judgement == Judgement::none;
}

bool record_is_late(const State& state, const Event&, const Seen&, const Plan&, int64_t now_ms) {
  return state.awaits && now_ms - std::max(state.since_ms, state.phase_since_ms) > record_ms_max;
}

bool records_again(const State& state, const Event&, const Seen& seen, const Plan&, int64_t) {
  return state.hold == Hold::not_recorded && !state.awaits && seen.judgement == Judgement::none;
}

bool phase_ends(const State& state, const Event&, const Seen& seen, const Plan& plan, int64_t) {
  return lasted(state, seen, plan) && seen.samples >= plan.phases[state.phase].samples;
}

bool last_phase_ends(const State& state, const Event& event, const Seen& seen, const Plan& plan,
                     int64_t now_ms) {
  return state.phase + 1 == plan.phases.size() && phase_ends(state, event, seen, plan, now_ms);
}

bool has_too_few(const State& state, const Event&, const Seen& seen, const Plan& plan, int64_t) {
  return state.kind == Kind::running && lasted(state, seen, plan);
}

}  // namespace canary::conditions
