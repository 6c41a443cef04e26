// The request path inside a pipeline: decode, run the stages in their order, render.
#include "pipeline/runner.h"

#include <fmt/format.h>

#include <limits>

#include "base/clock.h"
#include "base/json_text.h"
#include "frame/answer.h"
#include "pipeline/drive_clock.h"

namespace spark::pipeline {
namespace {

template <class... Args>
Outcome failed(frame::Failure& failure, int32_t code, Outcome outcome,
               fmt::format_string<Args...> format, Args&&... args) {
  const auto written =
      fmt::format_to_n(failure.text, sizeof failure.text - 1, format, std::forward<Args>(args)...);
  failure.code = code;
  failure.length = static_cast<uint32_t>(written.out - failure.text);
  failure.text[failure.length] = '\0';
  return outcome;
}

Outcome outcome_of(int32_t code) {
  return code == frame::not_ready ? Outcome::not_ready : Outcome::failed;
}

}  // namespace

Runner::Runner(const frame::Plan& plan, uint32_t worker)
    : plan_(plan),
      buffer_(static_cast<uint32_t>(plan.slots.size())),
      state_(plan.stages.size()),
      traces_(plan.stages.size()) {
  for (size_t i = 0; i < plan.stages.size(); ++i) {
    const frame::PlacedStage& placed = plan.stages[i];
    if (placed.predicts()) {
      state_[i].scratch = placed.model->scratch_create();
      state_[i].row.resize(placed.features.size());
      state_[i].recent = RecentRows(placed.features.size());
    } else {
      state_[i].scratch = placed.stage->worker_create(worker);
    }
  }
}

Runner::~Runner() {
  for (size_t i = 0; i < plan_.stages.size(); ++i) {
    const frame::PlacedStage& placed = plan_.stages[i];
    if (placed.predicts()) {
      placed.model->scratch_destroy(state_[i].scratch);
    } else {
      placed.stage->worker_destroy(state_[i].scratch);
    }
  }
}

uint32_t Runner::handle(std::string_view body, uint32_t flags, std::string& out) {
  for (auto& trace : traces_) trace = {};
  frame::Frame& frame = *buffer_.reset(flags);
  frame::Failure refusal;
  const int64_t started_ns = base::steady_ns();
  if (!input_.decode(body, plan_.input, frame, refusal)) {
    base::append_json_error(out, refusal.view());
    return 400;
  }
  if (plan_.drives.clock != nullptr) drive_clock(plan_.drives, frame);
  int64_t now_ns = base::steady_ns();
  for (size_t i = 0; i < plan_.stages.size(); ++i) {
    if (!run_stage(i, frame, now_ns)) return fail(i, frame, out);
  }
  if (plan_.elapsed_slot != frame::no_slot) {
    frame.slots[plan_.elapsed_slot] =
        frame::Value::of(static_cast<double>(now_ns - started_ns) / 1e6);
  }
  frame::render(plan_.answer, frame, base::utc_ms(), out);
  return 200;
}

bool Runner::run_stage(size_t index, frame::Frame& frame, int64_t& now_ns) {
  const frame::PlacedStage& placed = plan_.stages[index];
  Trace& trace = traces_[index];
  bool probe = false;
  if (placed.when != frame::no_slot) {
    const frame::Value& when = frame.slots[placed.when];
    if (when.is_null() || when.i64 == 0) trace.outcome = Outcome::skipped;
  }
  if (trace.outcome != Outcome::skipped && placed.breaker) {
    const auto admission = placed.breaker->gate.admit(now_ns, placed.breaker->limits);
    if (admission == frame::BreakerGate::Admission::refuse) trace.outcome = Outcome::refused;
    probe = admission == frame::BreakerGate::Admission::probe;
  }
  if (trace.outcome == Outcome::not_reached) {
    const int64_t before_ns = now_ns;
    frame.code = frame::ok;
    trace.outcome = call(index, frame);
    now_ns = base::steady_ns();
    trace.elapsed_ns = now_ns - before_ns;
    // The true time is kept; late results are not used.
    if (placed.budget_ns > 0 && trace.elapsed_ns > placed.budget_ns &&
        trace.outcome == Outcome::ok) {
      trace.outcome = Outcome::late;
      state_[index].failure.set(frame::failed, "the answer came after its budget");
    }
    if (placed.breaker) settle_breaker(index, trace.outcome, probe, now_ns);
  }
  if (trace.outcome != Outcome::ok) {
    for (const uint32_t slot : placed.outputs) frame.slots[slot] = {};
  }
  if (placed.predicts()) write_predict(placed, frame, trace.outcome, trace.elapsed_ns);
  return !placed.required || trace.outcome == Outcome::ok;
}

Outcome Runner::call(size_t index, frame::Frame& frame) {
  return plan_.stages[index].predicts() ? call_model(index, frame) : call_stage(index, frame);
}

Outcome Runner::call_stage(size_t index, frame::Frame& frame) {
  const frame::PlacedStage& placed = plan_.stages[index];
  StageState& state = state_[index];
  frame::Frame* const frames[] = {&frame};
  state.failure.length = 0;
  if (const int32_t code = placed.stage->run(state.scratch, frames, 1, state.failure);
      code != frame::ok) {
    state.failure.code = code;
    return outcome_of(code);
  }
  if (frame.code != frame::ok) {
    if (state.failure.length == 0) {
      return failed(state.failure, frame.code, outcome_of(frame.code), "stage '{}' refused the row",
                    placed.name);
    }
    state.failure.code = frame.code;
    return outcome_of(frame.code);
  }
  return Outcome::ok;
}

Outcome Runner::call_model(size_t index, frame::Frame& frame) {
  const frame::PlacedStage& placed = plan_.stages[index];
  StageState& state = state_[index];
  Outcome outcome = Outcome::ok;
  const double* row = gather(index, frame, outcome);
  if (row == nullptr) return outcome;
  state.recent.keep(row);

  double score = std::numeric_limits<double>::quiet_NaN();
  uint8_t row_status = frame::row_error;
  const auto dimension = static_cast<uint32_t>(placed.features.size());
  state.failure.length = 0;
  if (const int32_t code = placed.model->predict(state.scratch, row, dimension, 1, &score,
                                                 &row_status, state.failure);
      code != frame::ok) {
    state.failure.code = code;
    return outcome_of(code);
  }
  if (row_status == frame::row_not_ready) {
    return failed(state.failure, frame::not_ready, Outcome::not_ready,
                  "the model is not ready for this row");
  }
  if (row_status != frame::row_ok) {
    return failed(state.failure, frame::failed, Outcome::failed, "the model failed for this row");
  }
  frame.slots[placed.outputs[frame::out_score]] = frame::Value::of(score);
  return Outcome::ok;
}

// The model's row: the given one, or its features from their slots. Null if there is none.
const double* Runner::gather(size_t index, const frame::Frame& frame, Outcome& outcome) {
  const frame::PlacedStage& placed = plan_.stages[index];
  StageState& state = state_[index];
  const frame::ModelInfo& info = placed.model->info();
  if (placed.rows != frame::no_slot && !frame.slots[placed.rows].is_null()) {
    const auto given = frame.slots[placed.rows].numbers();
    if (given.size() == info.features.size()) return given.data();
    outcome = failed(state.failure, frame::invalid, Outcome::failed,
                     "features: model {} expects {} numbers, got {}", info.version,
                     info.features.size(), given.size());
    return nullptr;
  }
  bool missing = false;
  for (size_t i = 0; i < placed.features.size(); ++i) {
    const frame::Value& value = frame.slots[placed.features[i]];
    missing = missing || value.is_null();
    state.row[i] = value.is_null() ? std::numeric_limits<double>::quiet_NaN() : value.f64;
  }
  if (missing && !info.accepts_missing) {
    outcome = failed(state.failure, frame::not_ready, Outcome::not_ready, "features not ready");
    return nullptr;
  }
  return state.row.data();
}

void Runner::settle_breaker(size_t index, Outcome outcome, bool probe, int64_t now_ns) {
  if (outcome == Outcome::not_ready) return;  // not the model's fault, and nothing was learned
  frame::Breaker& breaker = *plan_.stages[index].breaker;
  frame::BreakerWindow& window = state_[index].window;
  if (probe) {
    window.clear();
    if (outcome == Outcome::ok) {
      breaker.gate.close();
    } else {
      breaker.gate.open(now_ns);
    }
    return;
  }
  const auto result = outcome == Outcome::ok     ? frame::BreakerSample::good
                      : outcome == Outcome::late ? frame::BreakerSample::late
                                                 : frame::BreakerSample::error;
  if (window.record(result, breaker.limits)) {
    window.clear();
    breaker.gate.open(now_ns);
  }
}

void Runner::write_predict(const frame::PlacedStage& placed, frame::Frame& frame, Outcome outcome,
                           int64_t elapsed_ns) {
  frame::Status status = frame::Status::error;
  switch (outcome) {
    case Outcome::ok:
      status = frame::Status::ok;
      break;
    case Outcome::skipped:
      status = frame::Status::skipped;
      break;
    case Outcome::not_ready:
      status = frame::Status::not_ready;
      break;
    case Outcome::late:
      status = frame::Status::late;
      break;
    default:
      break;
  }
  frame.slots[placed.outputs[frame::out_status]] = frame::Value::of(static_cast<int64_t>(status));
  frame.slots[placed.outputs[frame::out_version]] =
      frame::Value::of(std::string_view(placed.model->info().version));
  if (outcome != Outcome::skipped && outcome != Outcome::refused) {
    frame.slots[placed.outputs[frame::out_elapsed_ms]] =
        frame::Value::of(static_cast<double>(elapsed_ns) / 1e6);
  }
}

// The error object of a required stage that did not succeed.
uint32_t Runner::fail(size_t index, const frame::Frame& frame, std::string& out) {
  const frame::PlacedStage& placed = plan_.stages[index];
  const frame::Failure& failure = state_[index].failure;
  const bool not_ready = traces_[index].outcome == Outcome::not_ready;
  std::string missing;  // a failed request may allocate
  std::string names;
  if (not_ready && placed.predicts()) {
    for (size_t i = 0; i < placed.features.size(); ++i) {
      if (!frame.slots[placed.features[i]].is_null()) continue;
      const std::string& name = placed.model->info().features[i];
      names += (names.empty() ? "" : ", ") + name;
      missing += missing.empty() ? "" : ",";
      base::append_json_string(missing, name);
    }
  }
  if (!names.empty()) {
    out += base::with_json_members(base::json_error("features not ready: " + names),
                                   "\"missing\":[" + missing + "]");
    return 422;
  }
  if (failure.code == frame::invalid) {
    base::append_json_error(out, failure.view());
  } else {
    base::append_json_error(
        out, fmt::format("stage '{}' could not answer: {}", placed.name, failure.view()));
  }
  if (not_ready) return 422;
  return failure.code == frame::invalid ? 400 : 500;
}

void Runner::warm(size_t index, std::span<const double> rows) {
  const frame::PlacedStage& placed = plan_.stages[index];
  if (!placed.predicts()) return;
  const auto dimension = static_cast<uint32_t>(placed.features.size());
  const auto call_all = [&](std::span<const double> all) {
    double score = 0;
    uint8_t row_status = 0;
    frame::Failure failure;
    for (; all.size() >= dimension; all = all.subspan(dimension)) {
      (void)placed.model->predict(state_[index].scratch, all.data(), dimension, 1, &score,
                                  &row_status, failure);
    }
  };
  call_all(placed.model->info().probe_rows);
  call_all(rows);
}

}  // namespace spark::pipeline
