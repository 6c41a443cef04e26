// Calls of stages and models, and the checks of what they return.
#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "base/json_text.h"
#include "pipeline/runner.h"

namespace spark::pipeline {
namespace {

bool is_finite(const frame::Value& value) {
  if (value.type == frame::Type::f64) return std::isfinite(value.f64);
  if (value.type != frame::Type::f64s) return true;
  for (const double number : value.numbers()) {
    if (!std::isfinite(number)) return false;
  }
  return true;
}

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

Outcome Runner::call(size_t index, frame::Frame& frame) {
  return plan_.steps[index].predicts() ? call_model(index, frame) : call_stage(index, frame);
}

Outcome Runner::call_stage(size_t index, frame::Frame& frame) {
  const frame::Step& step = plan_.steps[index];
  StepState& state = state_[index];
  frame::Frame* const frames[] = {&frame};
  state.failure.length = 0;
  if (const int32_t code = step.stage->run(state.scratch, frames, 1, state.failure);
      code != frame::ok) {
    state.failure.code = code;
    return outcome_of(code);
  }
  if (frame.code != frame::ok) {
    if (state.failure.length == 0) {
      return failed(state.failure, frame.code, outcome_of(frame.code), "stage '{}' refused the row",
                    step.name);
    }
    state.failure.code = frame.code;
    return outcome_of(frame.code);
  }
  for (size_t i = 0; i < step.outputs.size(); ++i) {
    const uint32_t slot = step.outputs[i];
    const frame::Value& value = frame.slots[slot];
    if (value.is_null()) {
      if (!step.never_null[i]) continue;
      return failed(state.failure, frame::failed, Outcome::failed,
                    "'{}' is null, though declared never to be", plan_.slots[slot].name);
    }
    if (value.type != plan_.slots[slot].type) {
      return failed(state.failure, frame::failed, Outcome::failed,
                    "'{}' is not of its declared type", plan_.slots[slot].name);
    }
    if (!is_finite(value)) {
      return failed(state.failure, frame::failed, Outcome::failed, "'{}' is not a finite number",
                    plan_.slots[slot].name);
    }
  }
  return Outcome::ok;
}

Outcome Runner::call_model(size_t index, frame::Frame& frame) {
  const frame::Step& step = plan_.steps[index];
  StepState& state = state_[index];
  Outcome outcome = Outcome::ok;
  const double* row = gather(index, frame, outcome);
  if (row == nullptr) return outcome;
  state.recent.keep(row);

  double score = std::numeric_limits<double>::quiet_NaN();
  uint8_t row_status = frame::row_error;
  const auto dimension = static_cast<uint32_t>(step.features.size());
  state.failure.length = 0;
  if (const int32_t code =
          step.model->predict(state.scratch, row, dimension, 1, &score, &row_status, state.failure);
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
  if (!std::isfinite(score)) {
    return failed(state.failure, frame::failed, Outcome::failed,
                  "the score is not a finite number");
  }
  frame.slots[step.outputs[frame::out_score]] = frame::Value::of(score);
  return Outcome::ok;
}

// The model's row: the given one, or its features from their slots. Null if there is none.
const double* Runner::gather(size_t index, const frame::Frame& frame, Outcome& outcome) {
  const frame::Step& step = plan_.steps[index];
  StepState& state = state_[index];
  const frame::ModelInfo& info = step.model->info();
  if (step.rows != frame::no_slot && !frame.slots[step.rows].is_null()) {
    const auto given = frame.slots[step.rows].numbers();
    if (given.size() == info.features.size()) return given.data();
    outcome = failed(state.failure, frame::invalid, Outcome::failed,
                     "features: model {} expects {} numbers, got {}", info.version,
                     info.features.size(), given.size());
    return nullptr;
  }
  bool missing = false;
  for (size_t i = 0; i < step.features.size(); ++i) {
    const frame::Value& value = frame.slots[step.features[i]];
    missing = missing || value.is_null();
    state.row[i] = value.is_null() ? std::numeric_limits<double>::quiet_NaN() : value.f64;
  }
  if (missing && !info.accepts_missing) {
    outcome = failed(state.failure, frame::not_ready, Outcome::not_ready, "features not ready");
    return nullptr;
  }
  return state.row.data();
}

// The answer when a required step did not succeed.
uint32_t Runner::fail(size_t index, const frame::Frame& frame, std::string& out) {
  const frame::Step& step = plan_.steps[index];
  const frame::Failure& failure = state_[index].failure;
  const bool not_ready = traces_[index].outcome == Outcome::not_ready;
  std::string missing;  // a failed request may allocate
  std::string names;
  if (not_ready && step.predicts()) {
    for (size_t i = 0; i < step.features.size(); ++i) {
      if (!frame.slots[step.features[i]].is_null()) continue;
      const std::string& name = step.model->info().features[i];
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
        out, fmt::format("stage '{}' could not answer: {}", step.name, failure.view()));
  }
  if (not_ready) return 422;
  return failure.code == frame::invalid ? 400 : 500;
}

void Runner::warm(size_t index, std::span<const double> rows) {
  const frame::Step& step = plan_.steps[index];
  if (!step.predicts()) return;
  const auto dimension = static_cast<uint32_t>(step.features.size());
  const auto call_all = [&](std::span<const double> all) {
    double score = 0;
    uint8_t row_status = 0;
    frame::Failure failure;
    for (; all.size() >= dimension; all = all.subspan(dimension)) {
      (void)step.model->predict(state_[index].scratch, all.data(), dimension, 1, &score,
                                &row_status, failure);
    }
  };
  call_all(step.model->info().probe_rows);
  call_all(rows);
}

}  // namespace spark::pipeline
