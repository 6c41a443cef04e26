// When a row of the canary's table applies.
#pragma once

#include "state.h"

namespace canary::conditions {

// The phase's share is open, and nothing but samples can hold it.
[[nodiscard]] bool goes_on(const State& state);

bool always(const State&, const Event&, const Seen&, const Plan&, int64_t);
bool current(const State& state, const Event& event, const Seen&, const Plan&, int64_t);
bool may_begin(const State& state, const Event& event, const Seen&, const Plan& plan, int64_t);
bool is_late_order(const State& state, const Event& event, const Seen&, const Plan&, int64_t);
bool may_resume(const State& state, const Event& event, const Seen&, const Plan&, int64_t);
bool under_way(const State& state, const Event&, const Seen&, const Plan&, int64_t);
bool trusted(const State&, const Event& event, const Seen&, const Plan&, int64_t);
bool awaited(const State& state, const Event& event, const Seen&, const Plan&, int64_t);
bool awaited_and_fine(const State& state, const Event& event, const Seen& seen, const Plan&,
                      int64_t);
bool awaits_nothing(const State& state, const Event&, const Seen&, const Plan&, int64_t);
bool to_abort(const State& state, const Event&, const Seen& seen, const Plan&, int64_t);
bool no_progress(const State& state, const Event&, const Seen&, const Plan&, int64_t now_ms);
bool held_too_long(const State& state, const Event&, const Seen&, const Plan& plan, int64_t now_ms);
bool kept_too_long(const State& state, const Event&, const Seen&, const Plan& plan, int64_t now_ms);
bool has_common_cause(const State& state, const Event&, const Seen& seen, const Plan&, int64_t);
bool cause_is_gone(const State& state, const Event&, const Seen& seen, const Plan&, int64_t);
bool record_is_late(const State& state, const Event&, const Seen&, const Plan&, int64_t now_ms);
bool records_again(const State& state, const Event&, const Seen& seen, const Plan&, int64_t);
bool phase_ends(const State& state, const Event&, const Seen& seen, const Plan& plan, int64_t);
bool last_phase_ends(const State& state, const Event& event, const Seen& seen, const Plan& plan,
                     int64_t now_ms);
bool has_too_few(const State& state, const Event&, const Seen& seen, const Plan& plan, int64_t);

}  // namespace canary::conditions
