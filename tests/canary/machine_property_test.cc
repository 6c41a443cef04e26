// A million random sequences of events by `make soak`, a tenth in every run. Each rule is shown to
// be found where the machine breaks it.
#include <functional>
#include <string>

#include "machine_walk.h"
#include "support/case_count.h"
#include "support/catch.h"

using namespace canary;
using canary::test::walk;

namespace {

constexpr int steps = 32;
constexpr uint32_t every_kind = (1u << kinds_count) - 1;

// The first rule that some of 20,000 walks break.
std::string found_in(const canary::test::Machine& machine) {
  spark::stats::Random random(15, 1);
  uint32_t kinds = 0;
  for (int i = 0; i < 20'000; ++i) {
    const std::string broken = walk(random, canary::test::short_plan(), steps, machine, kinds);
    if (!broken.empty()) return broken;
  }
  return "nothing";
}

}  // namespace

TEST_CASE("random sequences of events break no rule of a canary") {
  const int sequences = spark::test::is_full_soak() ? 1'000'000 : 100'000;
  const Plan plan = canary::test::short_plan();
  spark::stats::Random random(15, 0);
  uint32_t kinds = 0;
  std::string broken;
  int done = 0;
  for (; done < sequences && broken.empty(); ++done) broken = walk(random, plan, steps, {}, kinds);
  CHECK(broken.empty());
  INFO("sequence " << done << ": " << broken);
  CHECK(done == sequences);
  CHECK(kinds == every_kind);
  spark::test::report_figures("canary-sequences", std::to_string(done) + " random sequences of " +
                                                      std::to_string(steps) +
                                                      " events, no rule broken\n");
}

TEST_CASE("a machine that breaks a rule is found") {
  // Each is the machine with one mistake.
  const auto opens_more = [](const State& state, const Event& event, const Seen& seen,
                             const Plan& plan, int64_t now_ms) {
    Next next = step(state, event, seen, plan, now_ms);
    if (next.state.open > 0 && next.state.kind == Kind::held) next.state.open = 3;
    return next;
  };
  CHECK(found_in({opens_more}) == "a share is open that no phase reached");

  const auto forgets_abort = [](const State& state, const Event& event, const Seen& seen,
                                const Plan& plan, int64_t now_ms) {
    if (event.what == Asked::abort && state.kind == Kind::held) return Next{state};
    return step(state, event, seen, plan, now_ms);
  };
  CHECK(found_in({forgets_abort}).find("an abort") == 0);

  const auto advances = [](const State& state, const Event& event, const Seen& seen,
                           const Plan& plan, int64_t now_ms) {
    Seen more = seen;
    if (event.what == Asked::tick) more.samples = 3;
    return step(state, event, more, plan, now_ms);
  };
  CHECK(found_in({advances}) == "a phase ended without data");

  const auto takes_old_orders = [](const State& state, const Event& event, const Seen& seen,
                                   const Plan& plan, int64_t now_ms) {
    Event current = event;
    current.epoch = state.epoch;
    return step(state, current, seen, plan, now_ms);
  };
  CHECK(found_in({takes_old_orders}) == "an order from before an abort");

  const auto takes_old_records = [](const State& state, const Event& event, const Seen& seen,
                                    const Plan& plan, int64_t now_ms) {
    Event current = event;
    current.order = state.order;
    return step(state, current, seen, plan, now_ms);
  };
  CHECK(found_in({takes_old_records}) == "a record from before an abort opens the share");

  const auto opens_at_start = [](const State& state, const Event& event, const Seen& seen,
                                 const Plan& plan, int64_t now_ms) {
    Next next = step(state, event, seen, plan, now_ms);
    if (event.what == Asked::start && next.refusal == Refusal::none) next.state.open = 1;
    return next;
  };
  CHECK(found_in({opens_at_start}) == "a share opens without a record");

  CHECK(found_in({.weight_ppm = share_ppm}) == "observe-only returns the candidate");
  const auto weighs_all = [](const State& state, const Plan& plan) {
    return weight_ppm(state, plan) > 0 ? whole_ppm : 0;
  };
  CHECK(found_in({.weight_ppm = weighs_all}) == "the weight exceeds the phase's");
}
