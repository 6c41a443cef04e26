#include "machine.h"

#include <array>

#include "changes.h"
#include "conditions.h"

namespace canary {
namespace {

using namespace changes;
using namespace conditions;

constexpr uint32_t bit(Kind kind) {
  return 1u << static_cast<uint32_t>(kind);
}

constexpr uint32_t anywhere = (1u << kinds_count) - 1;
constexpr uint32_t in_phase = bit(Kind::running) | bit(Kind::held);
constexpr uint32_t over =
    bit(Kind::idle) | bit(Kind::completed) | bit(Kind::aborted) | bit(Kind::failed);

// The first row that fits applies.
constexpr std::array rows = std::to_array<Row>({
    // Safe actions.
    {Asked::abort, anywhere, under_way, abort_as_told, "the share closes at once"},
    {Asked::abort, bit(Kind::preflight), always, end_preflight, "no start follows"},
    {Asked::abort, anywhere, always, close_only, "there is nothing to end"},
    {Asked::pause, in_phase, always, pause, "the share closes at once"},
    {Asked::pause, bit(Kind::completed), under_way, pause, "the share closes at once"},
    {Asked::pause, bit(Kind::preflight), always, end_preflight, "no start follows"},
    {Asked::pause, anywhere, always, close_only, "there is nothing to pause"},

    // Risky ones, of the present epoch only.
    {Asked::preflight, anywhere, is_late_order, refuse_late, "a safe action came since"},
    {Asked::preflight, over, may_begin, look_before, "figures are looked at"},
    {Asked::preflight_passed, bit(Kind::preflight), current, be_idle_again, "it may start"},
    {Asked::preflight_failed, bit(Kind::preflight), current, be_idle_again, "no canary failed"},
    {Asked::start, anywhere, is_late_order, refuse_late, "a safe action came since"},
    {Asked::start, over, may_begin, start, "the first phase waits for its record"},
    {Asked::resume, anywhere, is_late_order, refuse_late, "a safe action came since"},
    {Asked::resume, bit(Kind::paused) | bit(Kind::held), may_resume, resume, "as before"},

    // Records.
    {Asked::recorded, in_phase, awaited_and_fine, open, "the share opens"},
    {Asked::recorded, in_phase, awaited, wait_for_cause, "not while a limit is broken"},
    {Asked::recorded, bit(Kind::aborting), awaited, be_aborted, "all of it is written"},
    {Asked::not_recorded, in_phase, awaited, hold_unrecorded, "the share stays as it was"},
    {Asked::not_recorded, bit(Kind::aborting), awaited, stop_waiting, "it is tried again"},

    // Time.
    {Asked::tick, anywhere, to_abort, abort_as_judged, "evidence, or a limit"},
    {Asked::tick, in_phase, no_progress, abort_for_progress, "three times what was expected"},
    {Asked::tick, in_phase | bit(Kind::paused), held_too_long, abort_for_hold, "nobody resumed"},
    {Asked::tick, in_phase, has_common_cause, wait_for_cause, "production breaks it, too"},
    {Asked::tick, bit(Kind::held), cause_is_gone, go_on, "both are within the limits"},
    {Asked::tick, bit(Kind::running), record_is_late, hold_until_recorded, "the disk stalls"},
    {Asked::tick, bit(Kind::held), records_again, record_again, "the disk may be back"},
    {Asked::tick, in_phase, last_phase_ends, complete, "all phases ended"},
    {Asked::tick, in_phase, phase_ends, next_phase, "the next one waits for its record"},
    {Asked::tick, in_phase, has_too_few, hold_for_samples, "its samples are missing"},
    {Asked::tick, bit(Kind::completed), kept_too_long, give_back, "nobody promoted it"},
    {Asked::tick, bit(Kind::aborting), awaits_nothing, write_again, "the disk may be back"},

    // The host, and others.
    {Asked::restarted, bit(Kind::running) | bit(Kind::held), trusted, come_back, "held"},
    {Asked::restarted, bit(Kind::completed), trusted, come_back_completed, "as it was"},
    {Asked::restarted, bit(Kind::aborting), trusted, write_again, "it is written now"},
    {Asked::restarted, bit(Kind::preflight), trusted, be_idle, "it is asked for again"},
    {Asked::restarted, anywhere, trusted, stay, "as it was"},
    {Asked::restarted, anywhere, always, distrust, "the chain says something else"},
    {Asked::released, bit(Kind::completed), always, release, "it is under test no more"},
});

// Time that counts for the phase.
void advance_clock(State& state, const Seen& seen, const Plan& plan, int64_t now_ms) {
  if (goes_on(state)) {
    if (now_ms > state.seen_ms) state.active_ms += now_ms - state.seen_ms;
    if (state.expected_ms == 0)
      state.expected_ms = expected_ms(plan.phases[state.phase], seen.pairs_per_ms);
  }
  state.seen_ms = now_ms;
}

}  // namespace

Next step(const State& state, const Event& event, const Seen& seen, const Plan& plan,
          int64_t now_ms) {
  Next next{state};
  if (event.what == Asked::tick) advance_clock(next.state, seen, plan, now_ms);
  for (const Row& row : rows) {
    if (row.what != event.what || (row.kinds & bit(state.kind)) == 0) continue;
    if (!row.when(next.state, event, seen, plan, now_ms)) continue;
    row.then(next, event, seen, plan, now_ms);
    return next;
  }
  const bool is_order = event.what == Asked::start || event.what == Asked::resume ||
                        event.what == Asked::preflight || event.what == Asked::released;
  if (is_order) next.refusal = Refusal::not_now;
  return next;
}

std::span<const Row> transitions() {
  return rows;
}

}  // namespace canary
