#include "run.h"

#include <algorithm>
#include <cstdio>
#include <ctime>

#include "key.h"
#include "spark/json.h"

namespace canary {
namespace {

std::tm utc_of(int64_t utc_ms) {
  const std::time_t seconds = static_cast<std::time_t>(utc_ms / 1'000);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  return parts;
}

// PSI is no reason to end a canary; above these it blocks the promotion.
struct PsiWords {
  const char* note;
  const char* action;
};
PsiWords psi_words(const Beside& beside) {
  if (!beside.psi_overall)
    return {"inconclusive: nobody tells of seven days of this candidate's inputs", "sparkctl psi"};
  if (*beside.psi_overall > 0.2)
    return {"critical: it blocks the promotion, not the canary", "sparkctl psi, then retrain"};
  if (*beside.psi_overall >= 0.1) return {"warning", "sparkctl psi"};
  return {"stable", "none"};
}

bool is_eligible(const Beside& beside) {
  return beside.verdict == 1.0;
}

std::string eligible_reason(const Beside& beside) {
  if (!beside.verdict)
    return "a canary alone promotes nothing, and no gates have judged this candidate: sparkctl "
           "gates";
  const char* const verdict = is_eligible(beside)       ? "GO"
                              : *beside.verdict == 0.0  ? "NO_GO"
                              : *beside.verdict == -1.0 ? "INCONCLUSIVE"
                                                        : "ERROR";
  return std::string("the gates said ") + verdict + ", " + std::to_string(beside.gates_passed) +
         "/6, when this was written: sparkctl gates";
}

spark::Json config_json(const Run& run, const Plan& plan, const State& state,
                        const Beside& beside) {
  spark::JsonList phases;
  for (const Phase& phase : plan.phases)
    phases.add(spark::Json()
                   .add("split", phase.split())
                   .add("duration_min", static_cast<double>(phase.duration_ms) / minute_ms)
                   .add("samples_min", phase.samples));
  spark::Json config;
  config.add("service", "ml-shadow")
      .add("model_version", run.candidate.version)
      .add("model_sha256", run.candidate.sha256)
      .add("production_version", run.production.version)
      .add("production_sha256", run.production.sha256)
      .add("mode", state.mode == Mode::live ? "LIVE" : "OBSERVE_ONLY")
      .add("plan_name", plan.name);
  config.add("plan", phases);
  return config
      .add("slo", spark::Json()
                      .add("p95_ms_max", plan.slo.p95_ms)
                      .add("err_rate_max", plan.slo.errors)
                      .add("match_rate_min", plan.slo.match))
      .add("abort_thresholds", spark::Json()
                                   .add("p95_ms_abort", plan.limits[0].limit)
                                   .add("err_rate_abort", plan.limits[1].limit)
                                   .add("match_rate_abort", plan.limits[3].limit))
      .add("psi_status", spark::Json()
                             .add("overall", beside.psi_overall)
                             .add("note", psi_words(beside).note)
                             .add("action", psi_words(beside).action));
}

spark::Json result_json(const PhaseResult& result, const Slo& slo, const State& state,
                        const Beside& beside) {
  const Sums& sums = result.sums;
  const SloChecks ok = check_slo(result, slo);
  const bool aborts = result.decision == "ABORT";
  char name[16];
  std::snprintf(name, sizeof name, "%.4g%%", result.split_ppm / 1e4);
  return spark::Json()
      .add("phase", name)
      .add("duration_min", result.minutes)
      .add("metrics", spark::Json()
                          .add("p95_ms", result.p95_ms)
                          .add("p99_ms", result.p99_ms)
                          .add("err_rate", share_of(sums.errors, sums.selected))
                          .add("match_rate", share_of(sums.matches, sums.scored))
                          .add("psi_overall", beside.psi_overall)
                          .add("traffic_split", result.split_ppm / 1e6)
                          .add("achieved_split", share_of(sums.selected, sums.pairs))
                          .add("requests_served", sums.selected)
                          .add("pairs", sums.pairs)
                          .add("shadow_errors", sums.errors)
                          .add("production_err_rate", share_of(sums.production_errors, sums.pairs))
                          .add("baseline_always_used", state.mode == Mode::observe_only))
      .add("slo_checks", spark::Json()
                             .add("p95_ok", ok.p95_ok)
                             .add("err_ok", ok.errors_ok)
                             .add("match_ok", ok.match_ok))
      .add("abort_checks", spark::Json()
                               .add("p95_abort", result.p95_abort)
                               .add("err_abort", result.errors_abort)
                               .add("match_abort", result.match_abort))
      .add("should_abort", aborts)
      .add("slo_pass", ok.all())
      .add("decision", result.decision)
      .add("ended_by", result.ended_by)
      .add("confirmed", true);
}

const char* final_status(const Run& run, const Plan& plan, const State& state) {
  const bool aborted = state.kind == Kind::aborting || state.kind == Kind::aborted;
  if (aborted) return "ABORTED";
  if (is_all_passed(run, plan)) return "SUCCESS";
  const bool has_no_data = !run.results.empty() && run.results.back().decision == "HOLD";
  return has_no_data ? "INCONCLUSIVE" : "PARTIAL";
}

size_t completed_phases(const Run& run) {
  size_t completed = 0;
  for (const PhaseResult& each : run.results)
    if (each.decision == "CONTINUE") ++completed;
  return completed;
}

spark::Json summary_json(const Run& run, const Plan& plan, const State& state,
                         const Beside& beside) {
  const bool aborted = state.kind == Kind::aborting || state.kind == Kind::aborted;
  return spark::Json()
      .add("phases_completed", completed_phases(run))
      .add("phases_total", plan.phases.size())
      .add("aborted", aborted)
      .add("abort_cause", aborted ? name_of(state.cause) : "")
      .add("all_slo_pass", !aborted && is_all_passed(run, plan))
      .add("final_status", final_status(run, plan, state))
      .add("psi_note", psi_words(beside).note)
      .add("promote_eligible", is_eligible(beside))
      .add("promote_reason", eligible_reason(beside));
}

}  // namespace

std::string iso_time(int64_t utc_ms) {
  const std::tm at = utc_of(utc_ms);
  char text[96];
  std::snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", at.tm_year + 1900,
                at.tm_mon + 1, at.tm_mday, at.tm_hour, at.tm_min, at.tm_sec,
                static_cast<int>(utc_ms % 1'000));
  return text;
}

std::string file_time(int64_t utc_ms) {
  std::string text = iso_time(utc_ms);
  for (char& c : text)
    if (c == ':' || c == '.') c = '-';
  return text;
}

std::string token_of(const Run& run) {
  const uint64_t token = hash_of(run.candidate.sha256 + run.candidate.version,
                                 static_cast<uint64_t>(run.started_utc_ms));
  char text[9];
  std::snprintf(text, sizeof text, "%08x", static_cast<unsigned>(token >> 32U));
  return text;
}

std::string run_id(const Run& run, const Plan& plan, uint32_t phase) {
  const std::tm at = utc_of(run.started_utc_ms);
  char text[64];
  const double percent = phase < plan.phases.size() ? plan.phases[phase].split_ppm / 1e4 : 0;
  std::snprintf(text, sizeof text, "_canary-%.4gpct_%04d%02d%02dT%02d%02d%02dZ_", percent,
                at.tm_year + 1900, at.tm_mon + 1, at.tm_mday, at.tm_hour, at.tm_min, at.tm_sec);
  return "ml-shadow_" + run.candidate.version + text + run.token;
}

SloChecks check_slo(const PhaseResult& result, const Slo& slo) {
  const Sums& sums = result.sums;
  return {sums.timed > 0 && !is_p95_above(sums.over_slo, sums.timed),
          sums.selected > 0 && share_of(sums.errors, sums.selected) < slo.errors,
          sums.scored > 0 && share_of(sums.matches, sums.scored) >= slo.match};
}

bool ends_phase(const State& before, const State& after) {
  const bool advances = after.phase > before.phase;
  const bool completes = after.kind == Kind::completed && before.kind != Kind::completed;
  const bool aborts = after.kind == Kind::aborting && before.kind != Kind::aborting;
  return after.run == before.run && before.kind != Kind::completed &&
         (advances || completes || aborts);
}

void note_end(PhaseResult& result, const State& before, const State& after, const Plan& plan,
              const Findings& findings) {
  result.split_ppm = plan.phases[before.phase].split_ppm;
  const int64_t active_ms =
      after.phase > before.phase ? before.active_ms : std::max(before.active_ms, after.active_ms);
  result.minutes = static_cast<double>(active_ms) / minute_ms;
  const bool aborts = after.kind == Kind::aborting;
  if (aborts && active_ms == 0) {  // it was not open yet: what was counted is the phase before's
    result.sums = {};
    result.p95_ms = result.p99_ms = std::nullopt;
  }
  result.decision = aborts ? "ABORT" : "CONTINUE";
  result.ended_by = aborts ? name_of(after.cause) : "duration and samples";
  for (const Finding& each : findings) {
    const bool breaks = each.is_judged && each.is_broken;
    if (each.limit->figure == Figure::latency) result.p95_abort |= breaks;
    if (each.limit->figure == Figure::errors) result.errors_abort |= breaks;
    if (each.limit->figure == Figure::match) result.match_abort |= breaks;
  }
}

bool is_all_passed(const Run& run, const Plan& plan) {
  return run.results.size() == plan.phases.size() &&
         std::all_of(run.results.begin(), run.results.end(), [&](const PhaseResult& each) {
           return each.decision == "CONTINUE" && check_slo(each, plan.slo).all();
         });
}

std::string run_record(const Run& run, const Plan& plan, const State& state, int64_t now_utc_ms,
                       const Beside& beside) {
  return spark::Json()
      .add("run_id", run_id(run, plan, state.phase))
      .add("at_ms", now_utc_ms)
      .add("candidate_sha256", run.candidate.sha256)
      .add("candidate_version", run.candidate.version)
      .add("production_sha256", run.production.sha256)
      .add("plan", plan.name)
      .add("mode", name_of(state.mode))
      .add("phases_completed", completed_phases(run))
      .add("phases_total", plan.phases.size())
      .add("status", final_status(run, plan, state))
      .add("cause", name_of(state.cause))
      .add("promote_eligible", is_eligible(beside))
      .add("promote_reason", eligible_reason(beside))
      .text();
}

const char* would_have(const Run& run, const Plan& plan, const State& state) {
  if (state.kind == Kind::aborting || state.kind == Kind::aborted) return "ABORTED";
  return completed_phases(run) == plan.phases.size() ? "COMPLETED" : "INCONCLUSIVE";
}

std::string run_document(const Run& run, const Plan& plan, const State& state, int64_t now_utc_ms,
                         bool is_dry_run, const Beside& beside) {
  spark::JsonList results;
  for (const PhaseResult& each : run.results)
    results.add(result_json(each, plan.slo, state, beside));
  spark::Json document;
  document.add("timestamp", iso_time(now_utc_ms))
      .add("run_id", run_id(run, plan, state.phase))
      .add("model_version", run.candidate.version)
      .add("config", config_json(run, plan, state, beside));
  document.add("results", results)
      .add("dry_run", is_dry_run)
      .add("confirmed", !is_dry_run)
      .add("summary", summary_json(run, plan, state, beside));
  if (is_dry_run) document.add("would_have", would_have(run, plan, state));
  return document.text();
}

}  // namespace canary
