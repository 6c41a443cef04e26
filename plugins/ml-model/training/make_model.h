// One model of one span of rows: fit, calibrate on a slice that the fit did not see, freeze what
// later judgements need.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "frozen.h"
#include "measures.h"
#include "recipe.h"
#include "training_rows.h"

namespace training {

struct MadeModel {
  Fitted model;
  Frozen frozen;
  uint64_t fitted_rows = 0;
  uint64_t calibration_rows = 0;
  uint64_t purged_rows = 0;  // between the two
};

// `input` is Persistence::input. The fit takes the rows before the recipe's calibration slice, and
// the slice is purged from them; threshold, base rate and persistence are of all rows. An error if
// there are too few rows of each kind. [jobs]
[[nodiscard]] spark::tool::Result<MadeModel> make_model(const TrainingRows& rows,
                                                        const Recipe& recipe,
                                                        const GridPoint& point,
                                                        const std::string& input);

// Calibrated scores, one a row. [jobs]
[[nodiscard]] spark::tool::Result<std::vector<double>> scores_of(const Fitted& model,
                                                                 const TrainingRows& rows);

// The measures of rows that the model was not made of; none without a hit or a miss. [jobs]
[[nodiscard]] spark::tool::Result<std::optional<Measures>> judge(const MadeModel& made,
                                                                 const TrainingRows& rows,
                                                                 uint64_t seed);

}  // namespace training
