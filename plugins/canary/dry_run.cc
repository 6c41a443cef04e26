#include "dry_run.h"

#include "key.h"

namespace canary {

DryRun::DryRun(const Plan& plan, const Choice& choice, int64_t begin_ms, double pairs_per_ms)
    : course_(plan, choice), next_tick_ms_((begin_ms / slot_ms + 1) * slot_ms) {
  run_.started_utc_ms = begin_ms;
  course_.expect_rate(pairs_per_ms);
  tell({.what = Asked::start}, next_tick_ms_ - slot_ms);  // so that its first slot is a whole one
}

void DryRun::take(const RecordedPair& pair) {
  go_to(pair.at_ms);
  if (is_over()) return;
  Sums sums = pair.sums;
  const uint64_t key = counting_key(pair.symbol, pair.ts_ms.value_or(0), pair.sequence);
  if (position_of(key) < share_ppm(course_.state(), course_.plan())) {
    sums.select(sums.candidate_errors() > 0 || pair.has_failed ? 1 : 0);
    if (pair.candidate_ms) times_.add(*pair.candidate_ms);
  } else {
    sums.leave();
  }
  slot_ += sums;
}

void DryRun::end(int64_t until_ms) {
  go_to(until_ms + 2 * slot_ms);
}

// A tick at the end of each slot, which is complete by then.
void DryRun::go_to(int64_t now_ms) {
  while (!is_over() && next_tick_ms_ <= now_ms) {
    course_.take(next_tick_ms_ - slot_ms, slot_);
    slot_ = {};
    tell({.what = Asked::tick, .epoch = course_.state().epoch}, next_tick_ms_);
    next_tick_ms_ += slot_ms;
  }
}

// Each record is written at once.
void DryRun::tell(const Event& event, int64_t now_ms) {
  const State before = course_.state();
  const Next next = course_.apply(event, now_ms);
  if (ends_phase(before, next.state)) {
    PhaseResult result;
    result.sums = course_.phase();
    result.p95_ms = times_.quantile(0.95);
    result.p99_ms = times_.quantile(0.99);
    note_end(result, before, next.state, course_.plan(), course_.findings(now_ms));
    run_.results.push_back(result);
  }
  if ((next.effects & Effect::begin_phase) != 0) times_ = no_times();
  if ((next.effects & Effect::put_record) != 0) steps_.push_back({now_ms, next.state});
  if (next.state.awaits)
    tell({.what = Asked::recorded, .epoch = next.state.epoch, .order = next.state.order}, now_ms);
}

}  // namespace canary
