// The rows that an evaluation judges, of all that its data hold. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "eval_span.h"
#include "training/dataset.h"
#include "training/frozen.h"
#include "training/labels.h"
#include "training/measures.h"

namespace eval {

// Each column of `wanted` in `data`, row by row: what a model is given. Each is there. [tools]
[[nodiscard]] std::vector<double> columns_of(const training::Dataset& data,
                                             const std::vector<std::string>& wanted);

// The persistence forecast of each row of `data`; NaN where it is not known. [tools]
[[nodiscard]] std::vector<double> persistence_of(const training::Dataset& data,
                                                 const training::Labels& labels,
                                                 const training::Frozen& frozen,
                                                 int64_t horizon_ms);

// Why rows were not judged, each row counted once, in this order.
struct PassedOver {
  uint64_t outside = 0;              // of what was asked for with --from and --until
  uint64_t not_ready = 0;            // without a score: a feature had no value yet
  uint64_t unlabelled = 0;           // the minutes that decide are missing
  uint64_t without_persistence = 0;  // the forecast to compare with is not known yet
};

struct JudgedRows {
  std::vector<size_t> rows;  // of the dataset, ascending; the vectors below are as long
  std::vector<int64_t> ts_ms;
  std::vector<double> scores;
  std::vector<double> persistence;  // where there is none, the scores once more
  std::vector<uint8_t> labels;
  std::vector<double> scores_of_all;  // one a row of the dataset, NaN where it was not judged
  PassedOver passed_over;

  [[nodiscard]] training::ScoredRows view() const { return {ts_ms, scores, persistence, labels}; }
};

// `scores` has one element a row, NaN for none; `persistence` as well, or none at all.
[[nodiscard]] JudgedRows choose(const training::Dataset& data, const training::Labels& labels,
                                std::span<const double> scores, std::span<const double> persistence,
                                const Span& asked);

// Of the rows judged, those that touch the training span. [any]
[[nodiscard]] uint64_t count_touching(const JudgedRows& judged, const TrainingSpan& training,
                                      int64_t horizon_ms);

}  // namespace eval
