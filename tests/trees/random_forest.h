// Forests from a seed, and what they sum to, written as plainly as can be.
#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "ml-model/trees/forest.h"

namespace spark::test {

struct ForestShape {
  bool is_single;
  uint32_t features;
  size_t trees;
  size_t leaves_max;  // of a tree
};

// Cuts are small whole numbers and halves, and for float64 also the edges of what LightGBM takes
// for zero.
[[nodiscard]] ml_model::trees::Forest random_forest(const ForestShape& shape, uint32_t seed);

// Rows whose elements meet the cuts, are missing, infinite, tiny, or of either zero.
[[nodiscard]] std::vector<double> random_rows(uint32_t features, size_t count, uint32_t seed);

[[nodiscard]] double plain_sum(const ml_model::trees::Forest& forest, const double* row);

}  // namespace spark::test
