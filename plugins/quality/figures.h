// How good predictions were over a time: the measures of an evaluation, by the same functions of
// spark/stats/. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "judged_model.h"
#include "labelled.h"

namespace quality {

// Fewer rows give no figure: what they would say is noise, and nothing stands in for it.
inline constexpr uint64_t rows_min = 100;

// Means over rows. What is none was not computed; `reason` says why where all are none.
struct Figures {
  uint64_t rows = 0;
  uint64_t hits = 0;
  int64_t from_ms = 0;  // of the first and the last row; both 0 without one
  int64_t until_ms = 0;
  std::string reason;
  std::optional<double> auc;
  std::optional<double> brier;
  std::optional<double> brier_skill;  // over the training period's base rate
  std::optional<double> log_loss;
  std::optional<double> log_loss_base_rate;  // of the training period's base rate, on these rows
  std::optional<double> slope;               // of calibration: 1 and 0 are perfect
  std::optional<double> intercept;
  std::optional<double> precision;  // of the rows above the frozen threshold
  std::optional<double> selected;   // share of rows above it
};

// Scores that are no probabilities are ranked alone; what training did not freeze is not compared
// with. [any but workers]
[[nodiscard]] Figures figures_of(std::span<const LabelledRow> rows, const JudgedModel& model);

}  // namespace quality
