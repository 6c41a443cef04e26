// The request path inside a pipeline: decode, run the steps in their order, render.
#include "pipeline/runner.h"

#include "base/clock.h"
#include "base/json_text.h"
#include "frame/answer.h"

namespace spark::pipeline {

Runner::Runner(const frame::Plan& plan, uint32_t worker)
    : plan_(plan),
      buffer_(static_cast<uint32_t>(plan.slots.size())),
      state_(plan.steps.size()),
      traces_(plan.steps.size()) {
  for (size_t i = 0; i < plan.steps.size(); ++i) {
    const frame::Step& step = plan.steps[i];
    if (step.predicts()) {
      state_[i].scratch = step.model->scratch_create();
      state_[i].row.resize(step.features.size());
      state_[i].recent = RecentRows(step.features.size());
    } else {
      state_[i].scratch = step.stage->worker_create(worker);
    }
  }
}

Runner::~Runner() {
  for (size_t i = 0; i < plan_.steps.size(); ++i) {
    const frame::Step& step = plan_.steps[i];
    if (step.predicts()) {
      step.model->scratch_destroy(state_[i].scratch);
    } else {
      step.stage->worker_destroy(state_[i].scratch);
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
  int64_t now_ns = base::steady_ns();
  for (size_t i = 0; i < plan_.steps.size(); ++i) {
    if (!run_step(i, frame, now_ns)) return fail(i, frame, out);
  }
  if (plan_.elapsed_slot != frame::no_slot) {
    frame.slots[plan_.elapsed_slot] =
        frame::Value::of(static_cast<double>(now_ns - started_ns) / 1e6);
  }
  frame::render(plan_.answer, frame, base::utc_ms(), out);
  return 200;
}

bool Runner::run_step(size_t index, frame::Frame& frame, int64_t& now_ns) {
  const frame::Step& step = plan_.steps[index];
  Trace& trace = traces_[index];
  bool probe = false;
  if (step.when != frame::no_slot) {
    const frame::Value& when = frame.slots[step.when];
    if (when.is_null() || when.i64 == 0) trace.outcome = Outcome::skipped;
  }
  if (trace.outcome != Outcome::skipped && step.breaker) {
    const auto admission = step.breaker->gate.admit(now_ns, step.breaker->limits);
    if (admission == frame::BreakerGate::Admission::refuse) trace.outcome = Outcome::refused;
    probe = admission == frame::BreakerGate::Admission::probe;
  }
  if (trace.outcome == Outcome::not_reached) {
    const int64_t before_ns = now_ns;
    frame.code = frame::ok;
    trace.outcome = call(index, frame);
    now_ns = base::steady_ns();
    trace.elapsed_ns = now_ns - before_ns;
    // The true time is kept; what came too late is not used.
    if (step.budget_ns > 0 && trace.elapsed_ns > step.budget_ns && trace.outcome == Outcome::ok) {
      trace.outcome = Outcome::late;
      state_[index].failure.set(frame::failed, "the answer came after its budget");
    }
    if (step.breaker) settle_breaker(index, trace.outcome, probe, now_ns);
  }
  if (trace.outcome != Outcome::ok) {
    for (const uint32_t slot : step.outputs) frame.slots[slot] = {};
  }
  if (step.predicts()) write_predict(step, frame, trace.outcome, trace.elapsed_ns);
  return !step.required || trace.outcome == Outcome::ok;
}

void Runner::settle_breaker(size_t index, Outcome outcome, bool probe, int64_t now_ns) {
  if (outcome == Outcome::not_ready) return;  // not the model's fault, and nothing was learned
  frame::Breaker& breaker = *plan_.steps[index].breaker;
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
  const auto result = outcome == Outcome::ok     ? frame::CallOutcome::good
                      : outcome == Outcome::late ? frame::CallOutcome::late
                                                 : frame::CallOutcome::error;
  if (window.record(result, breaker.limits)) {
    window.clear();
    breaker.gate.open(now_ns);
  }
}

void Runner::write_predict(const frame::Step& step, frame::Frame& frame, Outcome outcome,
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
  frame.slots[step.outputs[frame::out_status]] = frame::Value::of(static_cast<int64_t>(status));
  frame.slots[step.outputs[frame::out_version]] =
      frame::Value::of(std::string_view(step.model->info().version));
  if (outcome != Outcome::skipped && outcome != Outcome::refused) {
    frame.slots[step.outputs[frame::out_elapsed_ms]] =
        frame::Value::of(static_cast<double>(elapsed_ns) / 1e6);
  }
}

}  // namespace spark::pipeline
