// Which of two models' forecasts cost more on the same minutes: the difference of their logarithmic
// losses, candidate minus production, with an interval that allows for minutes that depend on one
// another. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "labelled.h"

namespace quality {

struct LossDifference {
  uint64_t rows = 0;  // that both models predicted
  int64_t from_ms = 0;
  int64_t until_ms = 0;
  double mean = 0;  // above 0: the candidate is worse
  double low = 0;   // 95 %, by blocks of a day
  double high = 0;
};

struct PairedRow {
  int64_t ts_ms = 0;
  double difference = 0;
};
// Rows of one symbol that both models predicted; both ascending. Appends to `out`. A score outside
// of [0, 1] is no forecast, and its row is left out. [any but workers]
void add_pairs(std::span<const LabelledRow> production, std::span<const LabelledRow> candidate,
               std::vector<PairedRow>& out);

// Of rows in the order of their times. None with rows on less than `length_ms` but an hour, or in
// fewer than half of its minutes: a week's verdict needs a week. [any but workers]
[[nodiscard]] std::optional<LossDifference> loss_difference(std::span<const PairedRow> rows,
                                                            int64_t length_ms);

}  // namespace quality
