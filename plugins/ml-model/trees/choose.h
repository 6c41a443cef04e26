// Which kernel scores one row, and which one many.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "kernel.h"

namespace ml_model::trees {

struct Choice {
  std::unique_ptr<const Kernel> one;   // for fewer than many_rows
  std::unique_ptr<const Kernel> many;  // null: `one` is the fastest for many, too
  std::string why;                     // the times, for people
};

inline constexpr size_t many_rows = 8;

// Finite rows that take many paths: each element is a cut of its feature, by a fixed sequence, or 0
// where there is none. One after the other.
[[nodiscard]] std::vector<double> rows_of_cuts(const Forest& forest, size_t count);

// Makes every kernel that the forest fits, has each score some rows, and keeps the fastest. Takes
// some milliseconds. [builder]
[[nodiscard]] Choice choose_kernels(const Forest& forest);

}  // namespace ml_model::trees
