// What training fixes for every later judgement: threshold, base rate and persistence.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "dataset.h"
#include "frozen.h"
#include "spark/tool/result.h"

namespace training {

// The training rows as the finished model sees them; spans of one length, borrowed.
struct TrainingScores {
  std::span<const double> scores;       // calibrated, in [0, 1]
  std::span<const uint8_t> labels;      // 1 for a hit
  std::span<const double> persistence;  // the x of Persistence; NaN where it is not known
};

// `input` is Persistence::input. Rows without x are left out of the persistence fit alone. An error
// as in calibrate(), and where lengths differ. [jobs]
[[nodiscard]] spark::tool::Result<Frozen> freeze(const TrainingScores& rows, std::string input);

// The persistence forecast of rows by their x, in [0, 1]; NaN where x is. [any]
[[nodiscard]] std::vector<double> persistence_scores(const Frozen& frozen,
                                                     std::span<const double> x);

// The x of a target that has no input: for each row the newest label that is known at its time, 0
// or 1; NaN before the first one. The label of a row is known horizon_ms after the row. ts_ms
// ascends, as many as labels. [any]
[[nodiscard]] std::vector<double> last_known_labels(std::span<const int64_t> ts_ms,
                                                    std::span<const Label> labels,
                                                    int64_t horizon_ms);

}  // namespace training
