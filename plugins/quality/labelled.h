// From kept minutes to judged predictions: the rows that an evaluation of the same span would have.
// Pure.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "minutes.h"
#include "spark/market/rolling_labels.h"

namespace quality {

// A prediction whose label is known.
struct LabelledRow {
  int64_t ts_ms = 0;  // of the snapshot that it was made from
  double score = 0;
  spark::market::Decision decision;
};

// The predictions of that model in that role in the minutes from `from` to before `until`, as far
// as their labels are decided by `closed`: closed minutes, ascending. For labels as training has
// them, `closed` begins RollingLabels::minutes_before before `from`, if those minutes were.
// [any but workers]
[[nodiscard]] std::vector<LabelledRow> labelled(std::span<const Minute> closed, Role role,
                                                uint64_t model,
                                                const spark::market::LabelRule& rule, int64_t from,
                                                int64_t until);

}  // namespace quality
