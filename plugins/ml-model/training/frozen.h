// What training fixed, and evaluation must take from the artefact rather than from the period that
// it judges (docs/statistics.md).
#pragma once

#include <string>

#include "fitted.h"

namespace training {

// The forecast that needs no model: 1 / (1 + exp(-(intercept + slope * x))). Of a volatility target
// x is the feature `input`; of any other it is the last label that was known, 0 or 1, and `input`
// is empty.
struct Persistence {
  std::string input;
  Calibration line;
};

struct Frozen {
  double threshold = 0;  // a score above it is selected: 20 % of the training rows
  double base_rate = 0;  // share of hits in the training rows
  Persistence persistence;
};

inline constexpr double selected_share = 0.20;

}  // namespace training
