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
  json.add("arms", arms_json(course_.phase()))
      .add("evidence", tests_json(course_.tests()))
      .add("limits", limits_json(course_.findings(now_ms)));
  if (const auto tested = pair(); tested && !tested->lineage.empty())
    json.add("lineage", tested->lineage);
  return json.text();
}

// Of all pairs since this object was made.
std::optional<double> Canary::production_p95_ms() const {
  std::array<uint64_t, TimeSketch::cells> times{};
  counted.each([&](const Counted& one) { one.production_times.add_to(times); });
  TimeSketch sketch = no_times();
  sketch.go_on_from(times);
  return sketch.quantile(0.95);
}

// No data is no pass.
std::string Canary::preflight_document(int64_t now_ms, std::string& why) const {
  const Span span = recent_.span(now_ms, 24 * hour_ms, &Sums::pairs);
  const Sums& sums = span.sums;
  const double error_rate = share_of(sums.production_errors, sums.pairs);
  const Slo& slo = course_.plan().slo;
  const bool errors_ok = span.basis != Basis::too_few && error_rate < slo.errors;
  const bool p95_ok = span.basis != Basis::too_few && sums.production_timed > 0 &&
                      !is_p95_above(sums.production_over_slo, sums.production_timed);
  if (span.basis == Basis::too_few)
    why = "fewer than " + std::to_string(samples_min) + " pairs in 24 h";
  else if (!errors_ok)
    why = "production errs more often than the SLO allows";
  else if (!p95_ok)
    why = "production is slower than the SLO allows";
  spark::JsonList plans;
  const double rate = course_.pairs_per_ms(now_ms);
  for (const Plan& plan : plans_) {
    double hours = 0;
    for (const Phase& phase : plan.phases)
      hours += static_cast<double>(expected_ms(phase, rate)) / hour_ms;
    plans.add(spark::Json()
                  .add("plan", plan.name)
                  .add("expected_hours", rate > 0 ? hours : std::nan("")));
  }
  return spark::Json()
      .add("timestamp", iso_time(now_ms))
      .add("service", "ml-shadow")
      .add("endpoint", "/canary/preflight")
      .add("pass", why.empty())
      .add("reason", why)
      .add("baseline_metrics", spark::Json()
                                   .add("total_requests", sums.pairs)
                                   .add("total_errors", sums.production_errors)
                                   .add("error_rate", 100 * error_rate)
                                   .add("over_slo_rate", 100 * share_of(sums.production_over_slo,
                                                                        sums.production_timed)))
      .add("slo_compliance", spark::Json()
                                 .add("error_rate_under_1pct", errors_ok)
                                 .add("latency_p95_under_80ms", p95_ok))
      .add("raw_metrics_sample", spark::Json()
                                     .add("predict_requests_total", sums.pairs)
                                     .add("model_errors_total", sums.candidate_errors())
                                     .add("latency_buckets_count", sums.candidate_timed))
      .add("window_from", iso_time(span.from_ms))
      .add("expected", plans)
      .text();
}

// What the plan would have decided on the pairs that were counted, had all of them been the
// canary's.
spark::Reply Canary::dry_run(const spark::Request& request) {
  const std::string name(request.parameter("plan").value_or("full"));
  const Plan* const plan = plan_named(name);
  if (plan == nullptr) return spark::Reply::error(400, "plan: there is no plan '" + name + "'");
  request.commit();
  const int64_t now_ms = clock_.event_ms();
  const Span span = recent_.span(now_ms, 24 * hour_ms, &Sums::pairs);
  Sums sums = span.sums;
  sums.selected = sums.pairs;
  sums.errors = sums.candidate_errors();
  sums.timed = sums.candidate_timed;
  sums.over_slo = sums.candidate_over_slo;
  sums.over_limit = sums.candidate_over_limit;
  sums.scored = sums.pairs_scored;
  sums.matches = sums.pairs_matched;
  sums.other_arm_errors = 0;
  History history;
  history.add(now_ms, sums);
  Run run;
  run.started_utc_ms = now_ms;
  run.token = "00000000";
  if (const auto tested = pair())
    if (const auto live = models.live(tested->candidate))
      run.candidate = {live->version, live->sha256};
  for (const Phase& phase : plan->phases) {
    PhaseResult result;
    result.split_ppm = phase.split_ppm;
    result.minutes =
        static_cast<double>(expected_ms(phase, course_.pairs_per_ms(now_ms))) / minute_ms;
    result.sums = sums;
    for (const Finding& each : judge_limits(*plan, history, 0, now_ms)) {
      if (!each.is_judged || !each.is_broken) continue;
      if (each.limit->figure == Figure::latency) result.p95_abort = true;
      if (each.limit->figure == Figure::errors) result.errors_abort = true;
      if (each.limit->figure == Figure::match) result.match_abort = true;
    }
    const bool aborts = result.p95_abort || result.errors_abort || result.match_abort;
    result.decision = sums.pairs < samples_min ? "HOLD" : aborts ? "ABORT" : "CONTINUE";
    result.ended_by = sums.pairs < samples_min ? "inconclusive: too few pairs" : "would have";
    run.results.push_back(result);
    if (result.decision != "CONTINUE") break;
  }
  const std::string document = run_document(run, *plan, State{}, now_ms, true);
  want_file("canary_dryrun_observe.json", document, "dry_run");
  return {200, document};
}

void Canary::show() {
  const State& state = course_.state();
  const Plan& plan = course_.plan();
  weight_gauge_.set(weight_ppm(state, plan) / 1e6);
  split_gauge_.set(share_ppm(state, plan) / 1e6);
  phase_gauge_.set(is_under_way(state) ? state.phase + 1 : 0);
  for (const auto& [kind, gauge] : state_gauges_) gauge.set(kind == state.kind ? 1 : 0);
  for (const auto& [test, gauge] : evidence_gauges_)
    gauge.set(run_.token.empty() ? std::nan("") : course_.tests().log_e(test));
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
}

}  // namespace canary
