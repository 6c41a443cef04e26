// Simulated canaries: the shipped tests, limits and verdict on seeded requests, without a host.
//
// Errors are drawn slot by slot from what each scenario says; slots without any are skipped, which
// changes nothing: evidence only falls in them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "canary/course.h"

namespace canary::test {

struct Scenario {
  std::string name = {};
  double requests_per_s = 100;
  double production = 0.005;  // share of requests on which it errs
  double candidate = 0.005;
  bool bursts = false;        // all requests of the failing model fail for 100 ms
  double outage_from_s = -1;  // both models fail on every second request; -1: never
  double outage_s = 60;
  bool independent = false;
  bool by_arm = true;
};

// What became of one simulated canary; times are seconds since its start, none: it never came.
struct Outcome {
  std::optional<double> evidence_s;  // an abort by the four tests and their precedence
  std::optional<double> limits_s;    // an abort by fixed limits alone
  std::optional<double> either_s;
  std::optional<double> common_s;  // held, since production had it, too
  Cause cause = Cause::none;       // of the abort by evidence
  Cause limits_cause = Cause::none;
  std::optional<double> paired_s;  // when each test reached its bound
  std::optional<double> by_arm_s;
};

// Phases of half an hour each, then a hold at the last one's share: 2.5 h and 6 h for the full
// plan.
struct Lasting {
  std::vector<uint32_t> splits_ppm = {50'000, 100'000, 250'000, 500'000, 1'000'000};
  double phase_s = 1'800;
  double hold_s = 21'600;
  int64_t look_s = 10;  // how often fixed limits are looked at
  bool stops_at_abort = true;
};

[[nodiscard]] Outcome simulate(const Scenario& scenario, const Lasting& lasting, uint64_t seed,
                               uint64_t run);

// Of many runs, seeds 0 to runs - 1.
struct Summary {
  uint64_t runs = 0;
  uint64_t evidence = 0;  // aborts
  uint64_t limits = 0;
  uint64_t either = 0;
  uint64_t common = 0;
  uint64_t paired = 0;
  uint64_t by_arm = 0;
  std::array<uint64_t, 16> causes{};  // of aborts by evidence, and of those by limits
  std::optional<double> evidence_s, limits_s, either_s, paired_s, by_arm_s;  // medians of all runs
};
[[nodiscard]] Summary simulate_all(const Scenario& scenario, const Lasting& lasting, uint64_t runs);

// The largest probability that a count of hits allows for, with 95 % confidence.
[[nodiscard]] double upper_bound(uint64_t hits, uint64_t runs);

}  // namespace canary::test
