// From rows and scores to the outcome: measures, verdict, curves. Pure.
#pragma once

#include "eval_result.h"

namespace eval {

// What is judged: rows, the model's score of each (NaN for none), and their labels; borrowed.
struct Material {
  const training::Dataset& data;
  const training::Labels& labels;
  std::span<const double> scores;
  int64_t horizon_ms = 0;
};

// A second model's scores of the same rows.
struct Other {
  std::string version;
  std::string sha256;
  std::span<const double> scores;  // one a row of the dataset
  std::optional<TrainingSpan> span;
};

// Fills in measures, verdict, what could not be computed, curves, PSI, features and the comparison.
// The error says which rows may not be judged. [tools]
[[nodiscard]] spark::tool::Result<void> judge(const Subject& subject, const Material& material,
                                              const Span& asked, const std::optional<Other>& other,
                                              Evaluation& out);

// [tools]
[[nodiscard]] training::PairedComparison compare(const JudgedRows& judged,
                                                 std::span<const double> scores_of_other,
                                                 std::string version);

}  // namespace eval
