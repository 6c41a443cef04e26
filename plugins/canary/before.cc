// What is asked before a start: production's figures, and what a plan would have decided. Both only
// look. They are as open as predictions, so records have a pace.
#include <algorithm>
#include <cmath>

#include "plugin.h"
#include "spark/json.h"

namespace canary {
namespace {

constexpr int64_t looks_apart_ms = 2'000;

struct Check {
  const char* name;
  double value;
  double limit;
  bool is_met;
};

spark::JsonList checks_json(const std::vector<Check>& checks) {
  spark::JsonList list;
  for (const Check& each : checks)
    list.add(spark::Json()
                 .add("check", each.name)
                 .add("value", each.value)
                 .add("limit", each.limit)
                 .add("met", each.is_met));
  return list;
}

const char* reason_of(const std::string& unmet) {
  if (unmet == "pairs") return "fewer than 100 pairs in 24 h";
  if (unmet == "error_rate") return "production errs more often than the SLO allows";
  if (unmet == "latency_p95") return "production is slower than the SLO allows";
  if (unmet == "candidate_serves") return "the candidate does not serve";
  return "an alert fires that would abort the canary";
}

spark::JsonList expected_times(const std::vector<Plan>& plans, double pairs_per_ms) {
  spark::JsonList list;
  for (const Plan& plan : plans) {
    double all_ms = 0;
    std::vector<double> minutes;
    for (const Phase& phase : plan.phases) {
      const auto phase_ms = static_cast<double>(expected_ms(phase, pairs_per_ms));
      all_ms += phase_ms;
      minutes.push_back(pairs_per_ms > 0 ? phase_ms / minute_ms : std::nan(""));
    }
    list.add(spark::Json()
                 .add("plan", plan.name)
                 .add("expected_hours", pairs_per_ms > 0 ? all_ms / hour_ms : std::nan(""))
                 .add("expected_minutes_by_phase", minutes));
  }
  return list;
}

}  // namespace

// Seconds to wait, by the steady clock; 0: go on, and count from now.
int64_t Canary::pace(int64_t& last_ms) {
  const int64_t now_ms = clock_.now_ns() / 1'000'000;
  const int64_t left_ms = last_ms == 0 ? 0 : looks_apart_ms - (now_ms - last_ms);
  if (left_ms > 0) return (left_ms + 999) / 1'000;
  last_ms = now_ms;
  return 0;
}

// No data is no pass. The document is the file's, the record what gates read of it.
Preflight Canary::look_before(int64_t now_ms) const {
  const Span span = recent_.span(now_ms, 24 * hour_ms, &Sums::pairs);
  const Sums& sums = span.sums;
  const double error_rate = share_of(sums.production_errors, sums.pairs);
  const double over_slo = share_of(sums.production_over_slo, sums.production_timed);
  const Slo& slo = course_.plan().slo;
  const bool is_enough = span.basis != Basis::too_few;
  const auto tested = pair();
  const auto live = tested ? models.live(tested->candidate) : std::nullopt;
  const std::vector<spark::Fact> firing = firing_alerts();
  const std::vector<Check> checks = {
      {"pairs", static_cast<double>(sums.pairs), samples_min, is_enough},
      {"error_rate", error_rate, slo.errors, is_enough && error_rate < slo.errors},
      {"latency_p95", over_slo, slow_share,
       is_enough && sums.production_timed > 0 &&
           !is_p95_above(sums.production_over_slo, sums.production_timed)},
      {"candidate_serves", live ? 1.0 : 0.0, 1, live.has_value()},
      {"alerts_firing", static_cast<double>(firing.size()), 0, firing.empty()}};
  Preflight made;
  made.at_ms = now_ms;
  for (const Check& each : checks)
    if (!each.is_met && made.why.empty()) made.why = reason_of(each.name);
  const double rate = course_.pairs_per_ms(now_ms);
  spark::JsonList warnings;
  for (const std::string& each : warnings_before()) warnings.add(spark::Json().add("text", each));
  made.record = spark::Json()
                    .add("at_ms", now_ms)
                    .add("lineage", tested ? tested->lineage : "")
                    .add("candidate_sha256", live ? live->sha256 : "")
                    .add("candidate_version", live ? live->version : "")
                    .add("passed", made.why.empty())
                    .add("reason", made.why)
                    .add("window_from_ms", span.from_ms)
                    .add("checked", checks_json(checks))
                    .text();
  made.document =
      spark::Json()
          .add("timestamp", iso_time(now_ms))
          .add("service", "ml-shadow")
          .add("endpoint", "/canary/preflight")
          .add("model_version", live ? live->version : "")
          .add("model_sha256", live ? live->sha256 : "")
          .add("pass", made.why.empty())
          .add("reason", made.why)
          .add("baseline_metrics", spark::Json()
                                       .add("total_requests", sums.pairs)
                                       .add("total_errors", sums.production_errors)
                                       .add("error_rate", 100 * error_rate)
                                       .add("latency_p95_ms", production_p95_ms())
                                       .add("over_slo_rate", 100 * over_slo))
          .add("slo_compliance", spark::Json()
                                     .add("error_rate_under_1pct", checks[1].is_met)
                                     .add("latency_p95_under_80ms", checks[2].is_met))
          .add("raw_metrics_sample", spark::Json()
                                         .add("predict_requests_total", sums.pairs)
                                         .add("model_errors_total", sums.candidate_errors())
                                         .add("latency_buckets_count", sums.candidate_timed))
          .add("checked", checks_json(checks))
          .add("warnings", warnings)
          .add("window_from", iso_time(span.from_ms))
          .add("expected", expected_times(plans_, rate))
          .text();
  return made;
}

// Beside a run, and after one, the state says how that one goes or ended: then nothing but the look
// is on record.
spark::Reply Canary::preflight(const spark::Request& request) {
  if (const auto refused = refusal_of_lineage(request)) return *refused;
  if (const int64_t wait_s = pace(preflight_at_ms_); wait_s > 0)
    return spark::Reply::error(
        429, "a preflight was just asked for; again in " + std::to_string(wait_s) + " s");
  const Preflight made = look_before(clock_.event_ms());
  const Kind kind = course_.state().kind;
  if (kind == Kind::idle || kind == Kind::failed) {
    tell({.what = Asked::preflight, .epoch = course_.state().epoch});
    tell({.what = made.why.empty() ? Asked::preflight_passed : Asked::preflight_failed,
          .epoch = course_.state().epoch});
  }
  last_preflight_ = {made.at_ms, "", "", made.why};
  exports_.want({"canary_preflight.json", made.document, "preflight", made.record});
  exports_.want({"canary_preflight_metrics.txt", "", "preflight_metrics", made.record, true});
  return {200, made.document};
}

// What the plan would have decided on the pairs that were counted, had all of them been the
// canary's.
spark::Reply Canary::dry_run(const spark::Request& request) {
  if (const auto refused = refusal_of_lineage(request)) return *refused;
  const std::string name(request.parameter("plan").value_or("full"));
  const Plan* const plan = plan_named(name);
  if (plan == nullptr) return spark::Reply::error(400, "plan: expected one of " + plan_names());
  if (const int64_t wait_s = pace(dry_run_at_ms_); wait_s > 0)
    return spark::Reply::error(
        429, "a dry run was just asked for; again in " + std::to_string(wait_s) + " s");
  const int64_t now_ms = clock_.event_ms();
  const Span span = recent_.span(now_ms, 24 * hour_ms, &Sums::pairs);
  Sums sums = span.sums;
  sums.select(sums.candidate_errors());
  sums.other_arm_errors = 0;
  History history;
  history.add(now_ms, sums);
  Run run = new_run();
  State state;
  for (const Phase& phase : plan->phases) {
    PhaseResult result;
    result.split_ppm = phase.split_ppm;
    const double rate = course_.pairs_per_ms(now_ms);
    result.minutes =
        rate > 0 ? static_cast<double>(expected_ms(phase, rate)) / minute_ms : std::nan("");
    result.sums = sums;
    for (const Finding& each : judge_limits(*plan, history, 0, now_ms)) {
      if (!each.is_judged || !each.is_broken) continue;
      state.cause = cause_of(*each.limit);
      if (each.limit->figure == Figure::latency) result.p95_abort = true;
      if (each.limit->figure == Figure::errors) result.errors_abort = true;
      if (each.limit->figure == Figure::match) result.match_abort = true;
    }
    const bool aborts = result.p95_abort || result.errors_abort || result.match_abort;
    result.decision = sums.pairs < samples_min ? "HOLD" : aborts ? "ABORT" : "CONTINUE";
    result.ended_by = sums.pairs < samples_min ? "inconclusive: too few pairs"
                      : aborts                 ? canary::name_of(state.cause)
                                               : "would have";
    if (result.decision == "ABORT") state.kind = Kind::aborted;
    state.phase = static_cast<uint32_t>(run.results.size());
    run.results.push_back(result);
    if (result.decision != "CONTINUE") break;
  }
  const std::string document = run_document(run, *plan, state, now_ms, true, beside());
  exports_.want({"canary_dryrun_observe.json", document, "dry_run",
                 run_record(run, *plan, state, now_ms, beside())});
  return {200, document};
}

}  // namespace canary
