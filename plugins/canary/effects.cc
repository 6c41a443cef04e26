// What the machine's effects do to flags, records, pins and files.
#include <utility>

#include "plugin.h"
#include "spark/error.h"
#include "spark/json.h"

namespace canary {
namespace {

ModelId id_of(const spark::Models& models, const std::string& name) {
  const auto live = models.live(name);
  return live ? ModelId{live->version, live->sha256} : ModelId{};
}

}  // namespace

Next Canary::tell(const Event& event) {
  const State before = course_.state();
  const Next next = course_.apply(event, clock_.event_ms());
  if (ends_phase(before, next.state)) note_result(before);
  carry_out(before, next);
  return next;
}

// Towards safe the flag comes first, away from it the record: then this is called with open_share.
void Canary::carry_out(const State& before, const Next& next) {
  const uint32_t effects = next.effects;
  if ((effects & Effect::close_share) != 0) open_or_close();
  if ((effects & Effect::move_also_safe) != 0)
    for (const std::string& flag : also_safe_) latch(flag);
  if ((effects & Effect::begin_run) != 0) begin_run();
  if ((effects & Effect::begin_phase) != 0) times_.begin(times_now());
  if ((effects & Effect::open_share) != 0) open_or_close();
  is_common_ = next.state.hold == Hold::common_cause;
  if ((effects & Effect::tell_common_cause) != 0)
    log_.warn(std::string("canary: held, since production breaks the same limit: ") +
              canary::name_of(course_.verdict().cause));
  if ((effects & Effect::put_record) != 0) put_record_of(before);
  if ((effects & Effect::end_run) != 0) {
    pinned_.clear();
    const int64_t now_ms = clock_.event_ms();
    exports_.want({"canary_run_" + file_time(now_ms) + ".json",
                   run_document(run_, course_.plan(), course_.state(), now_ms, false, beside()),
                   "run", run_record(run_, course_.plan(), course_.state(), now_ms, beside())});
  } else if (next.state.kind == Kind::completed && before.kind != Kind::completed) {
    pin_models();  // anew: the promotion may pass
  }
  show();
}

// The pin's holder may not throw, and an abort goes on whatever a flag says.
void Canary::latch(const std::string& flag) {
  try {
    spark::make_safe(host_, flag.c_str());
  } catch (const spark::Error& error) {
    log_.error("canary: " + flag + " was not latched: " + error.what());
  }
}

// The flag as the state wants it. A safe action that came first wins: then the machine is told.
void Canary::open_or_close() {
  const State& state = course_.state();
  const uint32_t share = share_ppm(state, course_.plan());
  split_ppm = share;
  slo_ms = course_.plan().slo.p95_ms;
  limit_ms = course_.plan().limits[0].limit;
  if (share == 0) {
    weight.set(0);
    // An operator's own action has latched it already.
    if (state.kind == Kind::aborting && state.cause != Cause::asked) latch(name_ + ".weight");
    return;
  }
  const int64_t wanted = int64_t{weight_ppm(state, course_.plan())} + 1;
  if (weight.try_set(wanted)) return;
  log_.warn("canary: the share stays closed, since a safe action came first");
  tell({.what = Asked::pause, .epoch = state.epoch});
}

void Canary::begin_run() {
  run_ = new_run();
  if (run_.token.empty()) return;
  crashes_.watch(run_.token);
  pin_models();
}

// Of the models that serve; without a token where there are none.
Run Canary::new_run() const {
  Run run;
  run.started_utc_ms = clock_.event_ms();
  const auto tested = pair();
  if (!tested) return run;
  run.production = id_of(models, tested->production);
  run.candidate = id_of(models, tested->candidate);
  run.token = token_of(run);
  return run;
}

// Of the candidate that serves, by its digest.
Beside Canary::beside() const {
  Beside found;
  const auto tested = pair();
  if (!tested) return found;
  const auto live = models.live(tested->candidate);
  const spark::Subject about{tested->lineage, tested->candidate, live ? live->sha256 : ""};
  if (const auto psi = facts_.read("drift.psi.overall", about)) found.psi_overall = psi->value;
  if (const auto verdict = facts_.read("promote.verdict", about)) {
    found.verdict = verdict->value;
    found.gates_passed = verdict->samples;
  }
  return found;
}

// The phase as it is now.
PhaseResult Canary::result_now() const {
  PhaseResult result;
  const State& state = course_.state();
  const Plan& plan = course_.plan();
  if (state.phase < plan.phases.size()) result.split_ppm = plan.phases[state.phase].split_ppm;
  result.minutes = static_cast<double>(state.active_ms) / minute_ms;
  result.sums = course_.phase();
  const TimeSketch sketch = times_.of_phase(times_now());
  result.p95_ms = sketch.quantile(0.95);
  result.p99_ms = sketch.quantile(0.99);
  return result;
}

void Canary::note_result(const State& before) {
  PhaseResult result = result_now();
  note_end(result, before, course_.state(), course_.plan(), course_.findings(clock_.event_ms()));
  run_.results.push_back(result);
}

void Canary::put_record_of(const State& before) {
  const State& state = course_.state();
  const uint64_t order = state.awaits ? state.order : 0;
  const std::string bytes = bytes_of_run();
  // A look before a start is about no run; the last one's models are none of its business.
  const bool is_look = before.kind == Kind::preflight;
  const int64_t now_ms = clock_.event_ms();
  spark::Json record;
  record.add("run_id", is_look ? "" : run_id(run_, course_.plan(), state.phase))
      .add("at_ms", now_ms)
      .add("from", canary::name_of(before.kind))
      .add("to", canary::name_of(state.kind))
      .add("hold", canary::name_of(state.hold))
      .add("cause", canary::name_of(state.cause))
      .add("mode", canary::name_of(state.mode))
      .add("plan", course_.plan().name)
      .add("phase", state.phase + 1)
      .add("split", share_ppm(state, course_.plan()) / 1e6)
      .add("weight", weight_ppm(state, course_.plan()) / 1e6)
      .add("candidate_sha256", is_look ? "" : run_.candidate.sha256)
      .add("production_sha256", is_look ? "" : run_.production.sha256)
      .add("samples", course_.phase().selected)
      .add("errors", course_.phase().errors);
  for (const Test test : {Test::errors, Test::latency, Test::by_arm, Test::paired}) {
    const std::string name(canary::name_of(test));
    record.add("log_e_" + name, course_.tests().log_e(test))
        .add("observations_" + name, course_.tests().observations(test));
  }
  record.add("log_e_bound", course_.tests().bound());
  if (state.kind == Kind::completed && before.kind != Kind::completed)
    record.add("passed", is_all_passed(run_, course_.plan()));
  const std::string json = record.text();
  const auto tested = pair();
  const std::string subject = tested ? tested->candidate : "candidate";
  try {
    evidence_.append<&Canary::recorded>(*this, {.kind = "state",
                                                .subject = subject.c_str(),
                                                .json = json,
                                                .values = {{"state", state_value_schema, bytes}}});
    appended_.push_back(order);
  } catch (const spark::Error& error) {
    log_.error(std::string("canary: not recorded: ") + error.what());
    if (order != 0) answer_order(order, false);
  }
}

// Of the records in the order in which they were appended.
void Canary::recorded(const spark::Recorded& how) {
  if (appended_.empty()) return;
  const uint64_t order = appended_.front();
  appended_.pop_front();
  if (how.code == SPARK_E_CANCELLED || order == 0) return;
  if (how.code != SPARK_OK && how.sequence == 0)
    log_.error("canary: not recorded: " + std::string(how.text));
  answer_order(order, how.sequence != 0);
}

// An abort is over when its files are written, too.
void Canary::answer_order(uint64_t order, bool is_recorded) {
  if (is_recorded && course_.state().kind == Kind::aborting && order == course_.state().order) {
    rollback_order_ = order;
    const std::string record =
        run_record(run_, course_.plan(), course_.state(), clock_.event_ms(), beside());
    exports_.want({"rollback_log.txt",
                   iso_time(clock_.utc_ms()) + " " + run_.candidate.version + " -> " +
                       run_.production.version + " " + canary::name_of(course_.state().cause) +
                       "\n",
                   "rollback", record});
    exports_.want({"rollback_metrics_" + std::to_string(clock_.utc_ms() / 1'000) + ".txt", "",
                   "rollback_metrics", record, true});
    return;
  }
  tell({.what = is_recorded ? Asked::recorded : Asked::not_recorded,
        .epoch = course_.state().epoch,
        .order = order});
}

// What an abort wrote ends it.
void Canary::exported(bool all_written) {
  const uint64_t order = std::exchange(rollback_order_, 0);
  if (order != 0)
    tell({.what = all_written ? Asked::recorded : Asked::not_recorded,
          .epoch = course_.state().epoch,
          .order = order});
}

}  // namespace canary
