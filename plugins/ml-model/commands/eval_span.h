// Which rows an evaluation may judge.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "eval_subject.h"
#include "spark/tool/result.h"

namespace eval {

// "2024-03-01" (its first moment) or "2024-03-01T06:30:00Z", in UTC, from 1970 on; none for another
// text. [any]
[[nodiscard]] std::optional<int64_t> time_ms(std::string_view text);

// "2024-03-01T06:30:00Z", whole seconds. [any]
[[nodiscard]] std::string time_text(int64_t ms);

// [from, until), open where nothing was asked.
struct Span {
  int64_t from_ms = INT64_MIN;
  int64_t until_ms = INT64_MAX;

  [[nodiscard]] bool has(int64_t ms) const { return from_ms <= ms && ms < until_ms; }
};

// Whether a row judged at `ts_ms`, whose label is known `horizon_ms` later, touches the training
// rows, their labels, or the embargo on either side. [any]
[[nodiscard]] bool touches(const TrainingSpan& training, int64_t ts_ms, int64_t horizon_ms);

// The first moment after `training` at which a row does not touch it. [any]
[[nodiscard]] int64_t first_clear_ms(const TrainingSpan& training);

// The refusal of so many rows that touch it: what to do. [any]
[[nodiscard]] spark::tool::Error overlap(const std::string& version, const TrainingSpan& training,
                                         int64_t horizon_ms, uint64_t rows);

}  // namespace eval
