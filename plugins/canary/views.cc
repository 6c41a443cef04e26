// What others see: the status, the figures before a start, series and facts.
#include <cmath>

#include "plugin.h"
#include "spark/error.h"
#include "spark/json.h"

namespace canary {
namespace {

spark::Json arms_json(const Sums& sums) {
  return spark::Json()
      .add("production",
           spark::Json()
               .add("requests", sums.pairs)
               .add("errors", sums.production_errors)
               .add("err_rate", share_of(sums.production_errors, sums.pairs))
               .add("over_slo", share_of(sums.production_over_slo, sums.production_timed)))
      .add("candidate", spark::Json()
                            .add("requests", sums.selected)
                            .add("errors", sums.errors)
                            .add("err_rate", share_of(sums.errors, sums.selected))
                            .add("over_slo", share_of(sums.over_slo, sums.timed))
                            .add("match_rate", share_of(sums.matches, sums.scored)))
      .add("pairs", spark::Json()
                        .add("candidate_only_errors", sums.candidate_only)
                        .add("production_only_errors", sums.production_only)
                        .add("achieved_split", share_of(sums.selected, sums.pairs)));
}

const char* name_of_basis(Basis basis) {
  return basis == Basis::minutes   ? "minutes"
         : basis == Basis::samples ? "last 100 samples"
                                   : "too few samples";
}

spark::JsonList limits_json(const Findings& findings) {
  spark::JsonList list;
  for (const Finding& each : findings)
    list.add(spark::Json()
                 .add("limit", each.limit->name)
                 .add("value", each.samples == 0 ? std::nan("") : each.value)
                 .add("threshold", each.limit->limit)
                 .add("samples", each.samples)
                 .add("window", name_of_basis(each.span.basis))
                 .add("judged", each.is_judged)
                 .add("broken", each.is_broken)
                 .add("production_too", each.is_shared));
  return list;
}

spark::JsonList tests_json(const SequentialTests& tests) {
  spark::JsonList list;
  for (const Test test : {Test::errors, Test::latency, Test::by_arm, Test::paired})
    list.add(spark::Json()
                 .add("test", canary::name_of(test))
                 .add("runs", tests.runs(test))
                 .add("log_e", tests.log_e(test))
                 .add("bound", tests.bound())
                 .add("observations", tests.observations(test))
                 .add("reached", tests.has_rejected(test))
                 .add("explained_by_production", tests.is_explained(test)));
  return list;
}

constexpr const char* fact_names[] = {"state",        "phase",        "weight",
                                      "common_cause", "log_e.errors", "log_e.latency",
                                      "log_e.by_arm", "log_e.paired"};

}  // namespace

std::string Canary::status_document(int64_t now_ms) const {
  const State& state = course_.state();
  const Plan& plan = course_.plan();
  const bool has_phase = is_under_way(state) && state.phase < plan.phases.size();
  spark::Json json;
  json.add("enabled", is_under_way(state))
      .add("timestamp", iso_time(now_ms))
      .add("clock", is_clock_driven() ? "event" : "wall")
      .add("state", canary::name_of(state.kind))
      .add("hold", canary::name_of(state.hold))
      .add("cause", canary::name_of(state.cause))
      .add("mode", canary::name_of(state.mode))
      .add("plan", plan.name)
      .add("run_id", run_.token.empty() ? "" : run_id(run_, plan, state.phase))
      .add("model_version", run_.candidate.version)
      .add("model_sha256", run_.candidate.sha256)
      .add("phase", has_phase ? state.phase + 1 : 0)
      .add("phases", plan.phases.size())
      .add("weight", weight_ppm(state, plan) / 1e6)
      .add("split", share_ppm(state, plan) / 1e6)
      .add("waits_for_record", state.awaits)
      .add("pairs_per_s", 1e3 * course_.pairs_per_ms(now_ms))
      .add("distinct_keys_at_least", distinct_keys());
  if (has_phase) {
    const Phase& phase = plan.phases[state.phase];
    json.add("minutes", static_cast<double>(state.active_ms) / minute_ms)
        .add("minutes_min", static_cast<double>(phase.duration_ms) / minute_ms)
        .add("samples", course_.phase().selected)
        .add("samples_min", phase.samples)
        .add("deadline", iso_time(state.phase_since_ms + deadline_ms(state.expected_ms)));
    const PhaseResult result = result_now();
    json.add("p95_ms", result.p95_ms).add("p99_ms", result.p99_ms);
  }
  spark::JsonList told;
  for (const std::string& each : warnings()) told.add(spark::Json().add("text", each));
  json.add("warnings", told);
  json.add("arms", arms_json(course_.phase()))
      .add("evidence", tests_json(course_.tests()))
      .add("limits", limits_json(course_.findings(now_ms)));
  if (last_preflight_.at_ms > 0)
    json.add("last_preflight", spark::Json()
                                   .add("at", iso_time(last_preflight_.at_ms))
                                   .add("passed", last_preflight_.why.empty())
                                   .add("reason", last_preflight_.why));
  if (const auto tested = pair(); tested && !tested->lineage.empty())
    json.add("lineage", tested->lineage);
  return json.text();
}

std::vector<std::string> Canary::warnings_before() const {
  const size_t keys = distinct_keys();
  if (keys >= 20) return {};
  return {"only " + std::to_string(keys) + " different keys so far: a live share can be uneven"};
}

// Of a canary under way.
std::vector<std::string> Canary::warnings() const {
  const State& state = course_.state();
  const uint32_t share = share_ppm(state, course_.plan());
  if (share == 0) return {};
  std::vector<std::string> all;
  if (state.mode == Mode::live) all = warnings_before();
  const Sums& sums = course_.phase();
  if (sums.pairs < 1'000) return all;
  const double asked = share / 1e6;
  const double got = share_of(sums.selected, sums.pairs);
  const double chance = std::sqrt(asked * (1 - asked) / static_cast<double>(sums.pairs));
  if (std::abs(got - asked) <= 4 * chance) return all;
  all.push_back(
      "the achieved split differs from the asked one by more than chance explains: its "
      "keys are few or uneven");
  return all;
}

void Canary::show() {
  const State& state = course_.state();
  const Plan& plan = course_.plan();
  weight_gauge_.set(weight_ppm(state, plan) / 1e6);
  split_gauge_.set(share_ppm(state, plan) / 1e6);
  phase_gauge_.set(is_under_way(state) ? state.phase + 1 : 0);
  for (const auto& [kind, gauge] : state_gauges_) gauge.set(kind == state.kind ? 1 : 0);
  for (const auto& [test, gauge] : evidence_gauges_) gauge.set(course_.tests().log_e(test));
}

void Canary::publish() {
  show();
  const auto tested = pair();
  if (!tested) return;
  const State& state = course_.state();
  const spark::Subject subject{tested->lineage, tested->candidate, run_.candidate.sha256};
  // Facts about another candidate are no facts about this one.
  if (told_sha256_ != subject.sha256)
    for (const char* name : fact_names)
      facts_.withdraw(name, {tested->lineage, tested->candidate, told_sha256_});
  told_sha256_ = subject.sha256;
  const auto tell = [&](const char* name, double value, uint64_t samples) {
    try {
      facts_.publish({.name = name, .subject = subject, .value = value, .samples = samples});
    } catch (const spark::Error&) {
      // The host has no room for more facts; the series say the same.
    }
  };
  tell("state", static_cast<double>(state.kind), 0);
  tell("phase", is_under_way(state) ? state.phase + 1 : 0, course_.phase().selected);
  tell("weight", weight_ppm(state, course_.plan()) / 1e6, 0);
  tell("common_cause", is_common_ ? 1 : 0, course_.phase().selected);
  const auto& tests = course_.tests();
  tell("log_e.errors", tests.log_e(Test::errors), tests.observations(Test::errors));
  tell("log_e.latency", tests.log_e(Test::latency), tests.observations(Test::latency));
  tell("log_e.by_arm", tests.log_e(Test::by_arm), tests.observations(Test::by_arm));
  tell("log_e.paired", tests.log_e(Test::paired), tests.observations(Test::paired));
  is_under_way(state) ? alert_facts_.tell(subject) : alert_facts_.withdraw();
}

}  // namespace canary
