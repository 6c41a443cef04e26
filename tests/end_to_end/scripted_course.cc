#include "end_to_end/scripted_course.h"

#include "canary/dry_run.h"
#include "canary/key.h"
#include "canary/verdict.h"

namespace spark::test {
namespace {

using canary::slot_ms;
using canary::Sums;

Sums sums_of(const Line& line) {
  const bool production = line.production_fails();
  const bool candidate = line.candidate_fails();
  const uint64_t slow = line.candidate_does(Script::slow) ? 1 : 0;
  const uint64_t both = !production && !candidate ? 1 : 0;
  return {.pairs = 1,
          .production_errors = production ? 1U : 0U,
          .production_timed = 1,
          .candidate_only = candidate && !production ? 1U : 0U,
          .production_only = production && !candidate ? 1U : 0U,
          .candidate_timed = 1,
          .candidate_over_slo = slow,
          .candidate_over_limit = slow,
          .pairs_scored = both,
          .pairs_matched = line.candidate_does(Script::differ) ? 0 : both};
}

double seconds_from(int64_t start_ms, int64_t at_ms) {
  return static_cast<double>(at_ms - start_ms) / 1e3;
}

// As the course does it with evidence: looked at after every slot.
class LimitsAlone {
 public:
  LimitsAlone(const canary::Plan& plan, int64_t start_ms)
      : plan_(plan), start_ms_(start_ms), next_ms_(start_ms + slot_ms) {}

  void take(int64_t at_ms, const Sums& sums) {
    while (next_ms_ <= at_ms && !aborted_s_) look();
    slot_ += sums;
  }
  [[nodiscard]] std::optional<double> aborted_s() const { return aborted_s_; }

 private:
  void look() {
    history_.add(next_ms_ - slot_ms, slot_);
    slot_ = {};
    const auto found = canary::judge_limits(plan_, history_, start_ms_, next_ms_);
    const auto verdict = canary::judge(no_tests_, found, plan_, history_, next_ms_);
    if (verdict.judgement == canary::Judgement::abort)
      aborted_s_ = seconds_from(start_ms_, next_ms_);
    next_ms_ += slot_ms;
  }

  const canary::Plan& plan_;
  const canary::SequentialTests no_tests_;
  canary::History history_;
  Sums slot_;
  const int64_t start_ms_;
  int64_t next_ms_;
  std::optional<double> aborted_s_;
};

}  // namespace

Decided decide(const Scene& scene, uint64_t seed, const LiveEnd& live, const canary::Plan& plan) {
  Decided decided;
  canary::DryRun together(plan, {}, live.start_ms, 1.0 / static_cast<double>(scene.step_ms));
  LimitsAlone limits(plan, live.start_ms);
  const canary::Phase& phase = plan.phases.front();
  const auto most = static_cast<uint64_t>(phase.duration_ms / scene.step_ms);
  for (uint64_t number = 1; number <= most && !limits.aborted_s(); ++number) {
    const bool was_sent = number <= live.requests;
    const int64_t sequence =
        was_sent ? live.sequences[number - 1]
                 : live.sequences.back() + static_cast<int64_t>(number - live.requests);
    const Line line = line_of(scene, seed, live.start_ms, number);
    Sums sums = sums_of(line);
    if (was_sent) together.take({line.ts_ms, "", line.ts_ms, sequence, sums, {}, false});
    const uint64_t key = canary::counting_key("", line.ts_ms, sequence);
    const bool is_selected = canary::position_of(key) < phase.split_ppm;
    const bool is_known = number + ScriptedCanary::batch <= live.requests &&
                          line.ts_ms < live.start_ms + phase.duration_ms;
    if (is_known && is_selected != live.is_selected[number - 1]) ++decided.selected_otherwise;
    if (is_selected) {
      sums.select(line.candidate_fails() ? 1 : 0);
    } else {
      sums.leave();
    }
    limits.take(line.ts_ms, sums);
  }
  if (together.is_over() && !together.steps().empty())
    decided.together_s = seconds_from(live.start_ms, together.steps().back().at_ms);
  decided.limits_s = limits.aborted_s();
  return decided;
}

}  // namespace spark::test
