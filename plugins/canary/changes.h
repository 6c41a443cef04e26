// What a row of the canary's table changes.
#pragma once

#include "state.h"

namespace canary::changes {

void abort_as_told(Next& next, const Event& event, const Seen&, const Plan&, int64_t now_ms);
void abort_as_judged(Next& next, const Event&, const Seen& seen, const Plan&, int64_t now_ms);
void abort_for_progress(Next& next, const Event&, const Seen&, const Plan&, int64_t now_ms);
void abort_for_hold(Next& next, const Event&, const Seen&, const Plan&, int64_t now_ms);
void close_only(Next& next, const Event&, const Seen&, const Plan&, int64_t);
void end_preflight(Next& next, const Event&, const Seen&, const Plan&, int64_t now_ms);
void pause(Next& next, const Event&, const Seen&, const Plan&, int64_t now_ms);
void refuse_late(Next& next, const Event&, const Seen&, const Plan&, int64_t);
void look_before(Next& next, const Event&, const Seen&, const Plan&, int64_t now_ms);
void be_idle_again(Next& next, const Event&, const Seen&, const Plan&, int64_t now_ms);
void start(Next& next, const Event& event, const Seen& seen, const Plan& plan, int64_t now_ms);
void go_on(Next& next, const Event&, const Seen&, const Plan&, int64_t now_ms);
void resume(Next& next, const Event& event, const Seen& seen, const Plan& plan, int64_t now_ms);
void open(Next& next, const Event&, const Seen&, const Plan&, int64_t now_ms);
void wait_for_cause(Next& next, const Event&, const Seen&, const Plan&, int64_t now_ms);
void hold_unrecorded(Next& next, const Event&, const Seen&, const Plan&, int64_t now_ms);
void hold_until_recorded(Next& next, const Event&, const Seen&, const Plan&, int64_t now_ms);
void record_again(Next& next, const Event&, const Seen&, const Plan&, int64_t);
void write_again(Next& next, const Event&, const Seen&, const Plan&, int64_t);
void stop_waiting(Next& next, const Event&, const Seen&, const Plan&, int64_t);
void be_aborted(Next& next, const Event&, const Seen&, const Plan&, int64_t now_ms);
void next_phase(Next& next, const Event&, const Seen& seen, const Plan& plan, int64_t now_ms);
void complete(Next& next, const Event&, const Seen&, const Plan&, int64_t now_ms);
void give_back(Next& next, const Event&, const Seen&, const Plan&, int64_t);
void release(Next& next, const Event&, const Seen&, const Plan&, int64_t now_ms);
void hold_for_samples(Next& next, const Event&, const Seen&, const Plan&, int64_t now_ms);
void come_back(Next& next, const Event&, const Seen&, const Plan&, int64_t now_ms);
void come_back_completed(Next& next, const Event&, const Seen&, const Plan&, int64_t);
void be_idle(Next& next, const Event&, const Seen&, const Plan&, int64_t now_ms);
void stay(Next&, const Event&, const Seen&, const Plan&, int64_t);
void distrust(Next& next, const Event&, const Seen&, const Plan&, int64_t now_ms);

}  // namespace canary::changes
