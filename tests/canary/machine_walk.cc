#include "machine_walk.h"

namespace canary::test {
namespace {

bool is_safe(Asked what) {
  return what == Asked::abort || what == Asked::pause;
}

bool opens(const Taken& taken) {
  return taken.next.state.open > taken.before.open;
}

// From a state in which something was under way.
std::string broken_by_abort(const Taken& taken, const Plan& plan) {
  const State& after = taken.next.state;
  if (after.open != 0 || share_ppm(after, plan) != 0 || taken.weight_ppm != 0)
    return "an abort leaves a share open";
  if ((taken.next.effects & close_share) == 0) return "an abort does not close the share";
  if (after.epoch != taken.before.epoch + 1) return "an abort begins no epoch";
  if (is_under_way(after)) return "after an abort something is under way";
  if (is_under_way(taken.before) && after.kind != Kind::aborting) return "an abort is not recorded";
  return {};
}

std::string broken_by_advance(const Taken& taken, const Plan& plan) {
  const State& before = taken.before;
  const State& after = taken.next.state;
  const bool is_start = taken.event.what == Asked::start;
  const bool advances = !is_start && (after.phase > before.phase ||
                                      (after.kind == Kind::completed && before.kind != after.kind));
  if (!advances) return {};
  if (after.phase > before.phase + 1) return "a phase was skipped";
  if (taken.seen.samples < plan.phases[before.phase].samples) return "a phase ended without data";
  if (taken.seen.judgement != Judgement::none) return "a phase ended while a limit was broken";
  return {};
}

std::string broken_by_order(const Taken& taken, const Past& past) {
  const bool is_order = taken.event.what == Asked::start || taken.event.what == Asked::resume ||
                        taken.event.what == Asked::preflight;
  const bool is_old = is_order && taken.event.epoch < past.aborted_epoch;
  if (is_old && taken.next.state.kind != taken.before.kind) return "an order from before an abort";
  const bool is_old_record =
      taken.event.what == Asked::recorded && taken.event.order <= past.order_at_abort;
  if (is_old_record && opens(taken)) return "a record from before an abort opens the share";
  return {};
}

}  // namespace

Plan short_plan() {
  Plan plan;
  plan.name = "short";
  plan.phases = {{50'000, 2'000, 3}, {250'000, 2'000, 3}, {1'000'000, 2'000, 3}};
  plan.hold_ms_max = 60'000;
  return plan;
}

std::string broken_rule(const Taken& taken, const Past& past, const Plan& plan) {
  const State& after = taken.next.state;
  const uint32_t weight = taken.weight_ppm;
  if (after.mode == Mode::observe_only && weight != 0) return "observe-only returns the candidate";
  if (after.phase >= plan.phases.size()) return "there is no such phase";
  if (weight > plan.phases[after.phase].split_ppm) return "the weight exceeds the phase's";
  if (after.open > after.phase + 1) return "a share is open that no phase reached";
  if (after.kind == Kind::paused && after.open != 0) return "a pause leaves the share open";
  if (opens(taken) && taken.event.what != Asked::recorded) return "a share opens without a record";
  if (taken.event.what == Asked::abort) {
    const std::string broken = broken_by_abort(taken, plan);
    if (!broken.empty()) return broken;
  }
  const std::string advance = broken_by_advance(taken, plan);
  return advance.empty() ? broken_by_order(taken, past) : advance;
}

namespace {

// Orders that are current or old, records of any order so far, time that stands still or leaps.
Event random_event(spark::stats::Random& random, const State& state) {
  Event event;
  const uint64_t drawn = random.below(40);
  event.what = drawn < 12 ? static_cast<Asked>(drawn) : drawn < 30 ? Asked::tick : Asked::recorded;
  event.epoch = random.below(4) == 0 ? random.below(state.epoch + 1) : state.epoch;
  event.order = random.below(4) == 0 ? random.below(state.order + 2) : state.order;
  event.mode = random.below(2) == 0 ? Mode::live : Mode::observe_only;
  event.cause = random.below(2) == 0 ? Cause::asked : Cause::crash;
  event.trusted = random.below(8) != 0;
  return event;
}

Seen random_seen(spark::stats::Random& random) {
  Seen seen;
  seen.samples = random.below(6);
  seen.pairs_per_ms = random.below(3) == 0 ? 0 : random.uniform() / 100;
  const uint64_t drawn = random.below(24);
  seen.judgement = drawn == 0   ? Judgement::abort
                   : drawn <= 2 ? Judgement::common_cause
                                : Judgement::none;
  seen.cause = seen.judgement == Judgement::abort ? Cause::paired : Cause::none;
  return seen;
}

int64_t random_pause_ms(spark::stats::Random& random) {
  const uint64_t drawn = random.below(64);
  if (drawn == 0) return 30 * hour_ms;
  return static_cast<int64_t>(random.below(drawn < 4 ? 100'000 : 1'500));
}

}  // namespace

std::string walk(spark::stats::Random& random, const Plan& plan, int length, const Machine& machine,
                 uint32_t& kinds_seen) {
  State state;
  Past past;
  int64_t now_ms = 1'000'000;
  for (int i = 0; i < length; ++i) {
    now_ms += random_pause_ms(random);
    const Event event = random_event(random, state);
    const Seen seen = random_seen(random);
    const Next next = machine.step(state, event, seen, plan, now_ms);
    const Taken taken{state, event, seen, next, machine.weight_ppm(next.state, plan)};
    const std::string broken = broken_rule(taken, past, plan);
    if (!broken.empty()) return broken;
    const uint64_t order_before = state.order;
    state = taken.next.state;
    kinds_seen |= 1u << static_cast<uint32_t>(state.kind);
    const bool ended = is_safe(event.what) ||
                       (state.kind == Kind::aborting && taken.before.kind != Kind::aborting);
    if (ended) past = {state.epoch, order_before};
  }
  return {};
}

}  // namespace canary::test
