// What must hold for every forest that a reader made of some bytes.
#pragma once

#include <bit>
#include <cmath>
#include <limits>
#include <vector>

#include "fuzz/target.h"
#include "ml-model/trees/ensemble.h"
#include "ml-model/trees/kernel.h"

namespace spark::test {

// All kernels give the same bits, and a probability is one.
inline void check_forest(const ml_model::trees::Forest& forest) {
  constexpr size_t rows = 9;
  const double values[] = {0,
                           1,
                           -1,
                           0.5,
                           std::numeric_limits<double>::quiet_NaN(),
                           std::numeric_limits<double>::infinity(),
                           1e-36};
  const size_t width = forest.missing.size();
  std::vector<double> all(rows * width);
  for (size_t i = 0; i < all.size(); ++i) all[i] = values[i % std::size(values)];
  double walked[rows], other[rows];
  ml_model::trees::make_walk(forest)->sum(all.data(), width, rows, walked);
  for (const auto& kernel :
       {ml_model::trees::make_rank_tables(forest), ml_model::trees::make_lanes(forest)}) {
    if (kernel == nullptr) continue;
    kernel->sum(all.data(), width, rows, other);
    for (size_t i = 0; i < rows; ++i) {
      SPARK_FUZZ_CHECK(std::bit_cast<uint64_t>(walked[i]) == std::bit_cast<uint64_t>(other[i]) ||
                       (std::isnan(walked[i]) && std::isnan(other[i])));
    }
  }
  if (forest.link.kind == ml_model::trees::Link::Kind::identity) return;
  for (const double sum : walked) {
    const double score = ml_model::trees::linked(forest.link, sum);
    SPARK_FUZZ_CHECK(std::isnan(score) || (score >= 0 && score <= 1));
  }
}

}  // namespace spark::test
