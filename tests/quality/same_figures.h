// What live quality says of a span, held against an evaluation of the same rows.
#pragma once

#include <cmath>
#include <functional>
#include <limits>
#include <utility>

#include "eval_rows.h"
#include "support/catch.h"

namespace spark::test {

// `figure` gives a live window's figure by its name, NaN where there is none. Counts are the same,
// and all else to 1e-9.
inline void check_same_figures(const std::function<double(const char*)>& figure,
                               const training::Measures& offline) {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  CHECK(figure("rows") == static_cast<double>(offline.rows));
  const std::pair<const char*, double> pairs[] = {
      {"auc", offline.auc},
      {"brier", offline.brier},
      {"brier_skill", offline.brier_skill.value_or(none)},
      {"log_loss", offline.log_loss},
      {"log_loss_base_rate", offline.log_loss_base_rate},
      {"calibration_slope", offline.slope.value_or(none)},
      {"calibration_intercept", offline.intercept.value_or(none)},
      {"precision", offline.precision.value_or(none)},
      {"selected", offline.selected}};
  for (const auto& [name, value] : pairs) {
    INFO(name);
    CHECK(std::abs(figure(name) - value) <= 1e-9);
  }
}

}  // namespace spark::test
