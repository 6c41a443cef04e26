// The last rows that a model was given; they warm its successor before the successor serves. One
// per worker and predict stage; only that worker touches it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace spark::pipeline {

class RecentRows {
 public:
  static constexpr size_t rows_max = 256;

  RecentRows() = default;
  explicit RecentRows(size_t dimension) : dimension_(dimension), values_(dimension * rows_max) {}

  void keep(const double* row) noexcept {
    std::copy_n(row, dimension_, values_.data() + (kept_ % rows_max) * dimension_);
    ++kept_;
  }

  // In no particular order.
  [[nodiscard]] std::vector<double> copy() const {
    const size_t rows = std::min(kept_, rows_max);
    return {values_.begin(), values_.begin() + static_cast<ptrdiff_t>(rows * dimension_)};
  }

 private:
  size_t dimension_ = 0;
  size_t kept_ = 0;
  std::vector<double> values_;
};

}  // namespace spark::pipeline
