// The request path inside a pipeline: decode, run the stages that the answer needs, render; then
// run the observers.
#include "pipeline/runner.h"

#include "base/clock.h"
#include "base/event_clock.h"
#include "base/json_text.h"
#include "frame/answer.h"
#include "pipeline/drive_clock.h"
#include "pipeline/failures.h"

namespace spark::pipeline {

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

uint32_t Runner::handle(const Call& call, std::string& out) {
  for (auto& trace : traces_) trace = {};
  has_failures_ = false;
  is_synthetic_ = (call.flags & frame::synthetic) != 0;
  not_ready_ = {};
  started_ns_ = base::steady_ns();
  const int64_t utc_ms = plan_.reads_utc ? base::utc_ms() : 0;
  frame::Frame& frame = *buffer_.reset(call.flags);
  if (!input_.decode(call.body, plan_.input, frame, refusal_)) {
    base::append_json_error(out, refusal_.view());
    buffer_.reset(call.flags);  // half a body is none
    if (plan_.reads_request) request_.write(plan_.request, call, started_ns_, utc_ms, frame);
    return answered(400);
  }
  if (plan_.drives.clock != nullptr) drive_clock(plan_.drives, frame);
  if (plan_.reads_request) {
    const int64_t event_ms = base::event_utc_ms();
    request_.write(plan_.request, call, started_ns_, event_ms != 0 ? event_ms : utc_ms, frame);
  }
  const bool is_timed = plan_.stages_before > 0 || plan_.elapsed_slot != frame::no_slot;
  int64_t now_ns = is_timed ? base::steady_ns() : 0;
  for (size_t i = 0; i < plan_.stages_before; ++i) {
    if (!run_stage(i, frame, now_ns)) return answered(fail(i, frame, out));
  }
  if (plan_.elapsed_slot != frame::no_slot) {
    frame.slots[plan_.elapsed_slot] =
        frame::Value::of(static_cast<double>(now_ns - started_ns_) / 1e6);
  }
  frame::render(plan_.answer, frame, utc_ms, out);
  return answered(200);
}

void Runner::run_observers() {
  frame::Frame& frame = buffer_.frame();
  if (plan_.reads_answer) write_answer(frame);
  int64_t now_ns = base::steady_ns();
  const size_t stages = traces_.size();
  for (size_t i = plan_.stages_before; i < stages; ++i) {
    if (code_ == 200 || plan_.stages[i].sees_errors) (void)run_stage(i, frame, now_ns);
  }
}

void Runner::write_answer(frame::Frame& frame) const {
  const frame::AnswerSlots& slots = plan_.answered;
  if (slots.code != frame::no_slot)
    frame.slots[slots.code] = frame::Value::of(static_cast<int64_t>(code_));
  if (slots.elapsed_ms != frame::no_slot)
    frame.slots[slots.elapsed_ms] = frame::Value::of(static_cast<double>(elapsed_ns()) / 1e6);
  if (slots.source == frame::no_slot || code_ != 200) return;
  const std::string_view source = frame::source_of(plan_.answer, frame);
  if (!source.empty()) frame.slots[slots.source] = frame::Value::of(source);
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
    has_failures_ =
        has_failures_ || trace.outcome == Outcome::failed || trace.outcome == Outcome::late;
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
      return fail_with(state.failure, frame.code, outcome_of(frame.code),
                       "stage '{}' refused the row", placed.name);
    }
    state.failure.code = frame.code;
    return outcome_of(frame.code);
  }
  return Outcome::ok;
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

}  // namespace spark::pipeline
