// How a model is made of labelled rows, apart from the rows.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "fit.h"
#include "folds.h"

namespace training {

struct Recipe {
  Fitted::Type type = Fitted::Type::logistic;
  LogisticOptions logistic{};  // of grid points, what they do not say
  TreeOptions trees{};
  FoldOptions folds{};
  double calibration_share = 0.2;  // of the rows, the last ones: purged, not fitted on
  uint64_t seed = 1;
};

// One choice of what a grid search varies; values that the type does not have are passed over.
struct GridPoint {
  double c = 1;
  uint32_t rounds = 200;
  uint32_t depth = 4;
  double eta = 0.05;
};

// "C 0.1"; "rounds 200, depth 4, eta 0.05".
[[nodiscard]] std::string text_of(const GridPoint& point, Fitted::Type type);

}  // namespace training
