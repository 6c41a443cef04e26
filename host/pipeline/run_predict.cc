// How a runner asks a model: its row, its call, and what the predict stage writes.
#include <algorithm>
#include <limits>

#include "pipeline/failures.h"
#include "pipeline/runner.h"

namespace spark::pipeline {

Outcome Runner::call_model(size_t index, frame::Frame& frame) {
  const frame::PlacedStage& placed = plan_.stages[index];
  StageState& state = state_[index];
  Outcome outcome = Outcome::ok;
  const double* row = gather(index, frame, outcome);
  if (row == nullptr) return outcome;
  state.recent.keep(row);
  if (placed.row != frame::no_slot)
    frame.slots[placed.row] = frame::Value::of(std::span(row, placed.features.size()));

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
    return fail_with(state.failure, frame::not_ready, Outcome::not_ready,
                     "the model is not ready for this row");
  }
  if (row_status != frame::row_ok) {
    return fail_with(state.failure, frame::failed, Outcome::failed,
                     "the model failed for this row");
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
    outcome = fail_with(state.failure, frame::invalid, Outcome::failed,
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
    outcome = fail_with(state.failure, frame::not_ready, Outcome::not_ready, "features not ready");
    return nullptr;
  }
  return state.row.data();
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
