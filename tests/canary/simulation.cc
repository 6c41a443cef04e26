#include "simulation.h"

#include <algorithm>
#include <cmath>

#include "spark/stats/proportion.h"
#include "spark/stats/random.h"

namespace canary::test {
namespace {

using spark::stats::Random;

constexpr double slot_s = static_cast<double>(slot_ms) / 1e3;
constexpr double burst_s = 0.1;

// When the errors of one model come, one after the other.
class Errors {
 public:
  Errors(const Scenario& scenario, double rate) : scenario_(scenario), rate_(rate) {}

  // The next request that fails after `time_s`; requests are evenly spaced.
  double next_after(double time_s, Random& random) {
    const double step_s = 1 / scenario_.requests_per_s;
    if (!scenario_.bursts) {
      const double u = 1 - random.uniform();
      return time_s + step_s * std::ceil(std::log(u) / std::log1p(-rate_));
    }
    const double request = (std::floor(time_s / step_s + 1e-6) + 1) * step_s;
    while (burst_end_ <= request) {
      const double gap = -std::log(1 - random.uniform()) * (burst_s / rate_);
      burst_begin_ = (burst_end_ < 0 ? 0 : burst_begin_) + gap;
      burst_end_ = std::max(burst_end_, burst_begin_ + burst_s);
    }
    const double first = std::ceil(burst_begin_ / step_s) * step_s;
    return std::max(request, first);
  }

 private:
  const Scenario& scenario_;
  double rate_;
  double burst_begin_ = 0;
  double burst_end_ = -1;
};

// One canary from its start.
class Simulation {
 public:
  Simulation(const Scenario& scenario, const Lasting& lasting, uint64_t seed, uint64_t run)
      : scenario_(scenario),
        lasting_(lasting),
        random_(seed, run),
        production_(scenario, scenario.production),
        candidate_(scenario, scenario.candidate),
        tests_(plan_.slo, {scenario.independent, scenario.by_arm}) {}

  Outcome run() {
    const double end_s =
        lasting_.phase_s * static_cast<double>(lasting_.splits_ppm.size()) + lasting_.hold_s;
    double production_s = production_.next_after(0, random_);
    double candidate_s = candidate_.next_after(0, random_);
    int64_t slot = 0;
    for (double now_s = 0; now_s < end_s && !is_over();) {
      // A slot with an error, one in an outage, or the next look at the limits.
      const int64_t erring = static_cast<int64_t>(std::min(production_s, candidate_s) / slot_s);
      const int64_t next = std::min({erring, next_look(slot), next_outage(slot)});
      pass_quietly(slot, next);
      Sums sums = quiet(next, 1);
      now_s = static_cast<double>(next + 1) * slot_s;
      slot_ = next;
      count(sums, production_s, candidate_s, now_s);
      if (is_outage(next)) fail_both(sums);
      take(next, sums, now_s);
      slot = next + 1;
    }
    return outcome_;
  }

 private:
  [[nodiscard]] bool is_over() const {
    return lasting_.stops_at_abort && outcome_.evidence_s && outcome_.limits_s;
  }
  [[nodiscard]] double split_at(int64_t slot) const {
    const auto phase = static_cast<size_t>(static_cast<double>(slot) * slot_s / lasting_.phase_s);
    return lasting_.splits_ppm[std::min(phase, lasting_.splits_ppm.size() - 1)] / 1e6;
  }
  [[nodiscard]] bool is_outage(int64_t slot) const {
    const double at_s = static_cast<double>(slot) * slot_s;
    return scenario_.outage_from_s >= 0 && at_s >= scenario_.outage_from_s &&
           at_s < scenario_.outage_from_s + scenario_.outage_s;
  }
  [[nodiscard]] int64_t next_outage(int64_t slot) const {
    if (scenario_.outage_from_s < 0) return INT64_MAX;
    const auto first = static_cast<int64_t>(scenario_.outage_from_s / slot_s);
    if (slot <= first) return first;
    return is_outage(slot) ? slot : INT64_MAX;
  }
  [[nodiscard]] int64_t next_look(int64_t slot) const {
    const int64_t slots = lasting_.look_s * 1'000 / slot_ms;
    return slot / slots * slots + slots - 1;
  }

  // Slots in which nothing failed: their requests, of which so many were selected as on average.
  [[nodiscard]] Sums quiet(int64_t slot, int64_t slots) {
    Sums sums;
    const double pairs = scenario_.requests_per_s * slot_s * static_cast<double>(slots);
    sums.pairs = static_cast<uint64_t>(std::lround(pairs));
    sums.selected = static_cast<uint64_t>(pairs * split_at(slot) + random_.uniform());
    sums.production_timed = sums.pairs;
    sums.timed = sums.scored = sums.matches = sums.selected;
    return sums;
  }
  void pass_quietly(int64_t from, int64_t until) {
    for (int64_t slot = from; slot < until; ++slot) {
      const Sums sums = quiet(slot, 1);
      tests_.observe(sums, split_at(slot));
      quiet_ += sums;
    }
    history_.add(from * slot_ms, quiet_);
    quiet_ = {};
  }

  void fail(Sums& sums, bool is_production, bool is_candidate) {
    const bool is_selected = random_.uniform() < split_at(slot_);
    if (is_production) ++sums.production_errors;
    if (is_production && !is_candidate) ++sums.production_only;
    if (is_candidate && !is_production) ++sums.candidate_only;
    if (is_selected && is_candidate) ++sums.errors;
    if (!is_selected && is_production) ++sums.other_arm_errors;
    sums.selected = std::max(sums.selected, sums.errors);
  }
  // The requests of the slot on which somebody erred.
  void count(Sums& sums, double& production_s, double& candidate_s, double until_s) {
    const double near_s = 0.5 / scenario_.requests_per_s;
    while (std::min(production_s, candidate_s) < until_s) {
      const double at_s = std::min(production_s, candidate_s);
      const bool is_production = production_s < at_s + near_s;
      const bool is_candidate = candidate_s < at_s + near_s;
      fail(sums, is_production, is_candidate);
      if (is_production) production_s = production_.next_after(production_s, random_);
      if (is_candidate) candidate_s = candidate_.next_after(candidate_s, random_);
    }
  }
  void fail_both(Sums& sums) {
    const uint64_t left = sums.pairs - std::max(sums.production_errors, sums.errors);
    for (uint64_t i = 0; i < left / 2; ++i) fail(sums, true, true);
  }

  void take(int64_t slot, const Sums& sums, double now_s) {
    tests_.observe(sums, split_at(slot));
    history_.add(slot * slot_ms, sums);
    const auto now_ms = static_cast<int64_t>(now_s * 1e3);
    if (!outcome_.paired_s && tests_.has_rejected(Test::paired)) outcome_.paired_s = now_s;
    if (!outcome_.by_arm_s && tests_.has_rejected(Test::by_arm)) outcome_.by_arm_s = now_s;
    look(now_ms, now_s, slot == next_look(slot));
  }
  void look(int64_t now_ms, double now_s, bool with_limits) {
    Findings limits{};
    if (with_limits) limits = judge_limits(plan_, history_, 0, now_ms);
    const Verdict by_limits = judge(none_, limits, plan_, history_, now_ms);
    if (!outcome_.limits_s) outcome_.limits_cause = by_limits.cause;
    note(by_limits, now_s, outcome_.limits_s);
    const Verdict by_tests = judge(tests_, {}, plan_, history_, now_ms);
    if (by_tests.explains[0]) tests_.explain(Test::errors);
    if (by_tests.explains[1]) tests_.explain(Test::latency);
    if (!outcome_.evidence_s) outcome_.cause = by_tests.cause;
    note(by_tests, now_s, outcome_.evidence_s);
  }
  void note(const Verdict& verdict, double now_s, std::optional<double>& aborted_s) {
    if (verdict.judgement == Judgement::common_cause && !outcome_.common_s)
      outcome_.common_s = now_s;
    if (verdict.judgement != Judgement::abort || aborted_s) return;
    aborted_s = now_s;
    if (!outcome_.either_s) outcome_.either_s = now_s;
  }

  const Scenario& scenario_;
  const Lasting& lasting_;
  const Plan plan_;
  Random random_;
  Errors production_;
  Errors candidate_;
  int64_t slot_ = 0;
  SequentialTests tests_;
  const SequentialTests none_;
  History history_;
  Sums quiet_;
  Outcome outcome_;
};

std::optional<double> median(std::vector<double> times, uint64_t runs) {
  const size_t middle = runs / 2;
  if (times.size() <= middle) return {};
  std::nth_element(times.begin(), times.begin() + static_cast<std::ptrdiff_t>(middle), times.end());
  return times[middle];
}

}  // namespace

Outcome simulate(const Scenario& scenario, const Lasting& lasting, uint64_t seed, uint64_t run) {
  return Simulation(scenario, lasting, seed, run).run();
}

Summary simulate_all(const Scenario& scenario, const Lasting& lasting, uint64_t runs) {
  Summary all;
  all.runs = runs;
  std::vector<double> evidence, limits, either, paired, by_arm;
  const auto add = [](const std::optional<double>& time, std::vector<double>& times) {
    if (time) times.push_back(*time);
  };
  for (uint64_t run = 0; run < runs; ++run) {
    const Outcome one = simulate(scenario, lasting, 1'810, run);
    add(one.evidence_s, evidence);
    add(one.limits_s, limits);
    add(one.either_s, either);
    add(one.paired_s, paired);
    add(one.by_arm_s, by_arm);
    if (one.common_s) ++all.common;
    if (one.evidence_s) ++all.causes[static_cast<size_t>(one.cause)];
    if (one.limits_s) ++all.causes[static_cast<size_t>(one.limits_cause)];
  }
  all.evidence = evidence.size();
  all.limits = limits.size();
  all.either = either.size();
  all.paired = paired.size();
  all.by_arm = by_arm.size();
  all.evidence_s = median(evidence, runs);
  all.limits_s = median(limits, runs);
  all.either_s = median(either, runs);
  all.paired_s = median(paired, runs);
  all.by_arm_s = median(by_arm, runs);
  return all;
}

double upper_bound(uint64_t hits, uint64_t runs) {
  return spark::stats::clopper_pearson_upper(hits, runs, 0.95).value_or(1);
}

}  // namespace canary::test
