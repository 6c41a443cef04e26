// The figures that the canary promises, on simulated requests: a tenth in every run, all of them by
// `make soak` and `make bench-canary`.
#include "simulation.h"

#include "simulation_table.h"
#include "support/case_count.h"
#include "support/catch.h"

using namespace canary::test;
using spark::test::is_full_soak;

namespace {

constexpr Lasting first_phase() {
  return {.splits_ppm = {50'000}, .phase_s = 1'800, .hold_s = 0};
}

}  // namespace

TEST_CASE("a candidate that errs on 5 % is aborted as soon as the reference scenario says") {
  const uint64_t runs = 201;
  const Summary usual = simulate_all({.name = "5 %", .candidate = 0.05}, first_phase(), runs);
  INFO("paired " << *usual.paired_s << " s, by arm " << *usual.by_arm_s << " s");
  CHECK(*usual.paired_s <= 8);
  CHECK(*usual.by_arm_s <= 25);
  CHECK(usual.evidence == runs);

  const Summary independent =
      simulate_all({.candidate = 0.05, .independent = true}, first_phase(), runs);
  CHECK(*independent.paired_s <= 3.5);
  const Summary good = simulate_all({.production = 0.001, .candidate = 0.05}, first_phase(), runs);
  CHECK(*good.by_arm_s <= 15);
  const Summary bursts = simulate_all({.candidate = 0.05, .bursts = true}, first_phase(), runs);
  CHECK(*bursts.paired_s <= 40);
}

TEST_CASE("trouble that both models have is waited for, and does not abort") {
  const Summary outage = simulate_all({.outage_from_s = 1'200, .outage_s = 120},
                                      {.splits_ppm = {50'000}, .phase_s = 7'200, .hold_s = 0}, 100);
  CHECK(outage.common == 100);
  CHECK(outage.either <= 1);
}

// By arm promises nothing for bursts of the candidate's own; its count is in the figures.
TEST_CASE("at most one healthy canary in a hundred is aborted, holds of 6 h included") {
  const uint64_t runs = is_full_soak() ? 4'000 : 400;
  std::string text;
  const Scenario healthy[] = {{.name = "independent errors"},
                              {.name = "errors in bursts", .bursts = true, .by_arm = false}};
  for (const Scenario& scenario : healthy) {
    const Summary summary = simulate_all(scenario, {.look_s = 60}, runs);
    text += false_abort_line(scenario, summary);
    INFO(text);
    CHECK(upper_bound(summary.either, runs) <= (is_full_soak() ? 0.015 : 0.03));
  }
  spark::test::report_figures("canary-false-aborts", text);
}
