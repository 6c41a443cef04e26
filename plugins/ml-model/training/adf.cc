#include "adf.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace training {
namespace {

// Sums of products of the regressors (1, y(t-1), d(t-1) …) and the response, as one square matrix
// whose last row is the response's; only the lower half is filled.
class Products {
 public:
  explicit Products(size_t size) : size_(size), sums_(size * size) {}

  void add(const std::vector<double>& row) {
    for (size_t i = 0; i < size_; ++i)
      for (size_t j = 0; j <= i; ++j) sums_[i * size_ + j] += row[i] * row[j];
  }

  // Cholesky's factor in place; false where a regressor depends on the others. The response's own
  // pivot becomes the root of the residuals' sum of squares, and may be 0.
  bool factor() {
    for (size_t j = 0; j < size_; ++j) {
      double pivot = at(j, j);
      const double whole = pivot;
      for (size_t k = 0; k < j; ++k) pivot -= at(j, k) * at(j, k);
      const bool is_response = j + 1 == size_;
      if (!is_response && !(pivot > 1e-12 * whole)) return false;
      at(j, j) = std::sqrt(std::max(pivot, 0.0));
      for (size_t i = j + 1; i < size_; ++i) {
        double sum = at(i, j);
        for (size_t k = 0; k < j; ++k) sum -= at(i, k) * at(j, k);
        at(i, j) = sum / at(j, j);
      }
    }
    return true;
  }

  double& at(size_t i, size_t j) { return sums_[i * size_ + j]; }

 private:
  size_t size_;
  std::vector<double> sums_;
};

}  // namespace

uint32_t schwert_lags(uint64_t rows) {
  return static_cast<uint32_t>(12 * std::pow(static_cast<double>(rows) / 100, 0.25));
}

double adf_critical(uint32_t level_percent, uint64_t rows) {
  const double t = 1 / static_cast<double>(rows);
  if (level_percent == 1) return -3.43035 - 6.5393 * t - 16.786 * t * t - 79.433 * t * t * t;
  return -2.86154 - 2.8903 * t - 4.234 * t * t - 40.040 * t * t * t;
}

std::optional<Adf> adf(std::span<const double> values, uint32_t lags) {
  double centre = 0;  // the level is taken off: sums of squares of a price would lose digits
  uint64_t known = 0;
  for (const double value : values) {
    if (std::isnan(value)) continue;
    centre += (value - centre) / static_cast<double>(++known);
  }
  // The level last of the regressors: its coefficient is then the last one of the factor's.
  const size_t size = lags + 3;
  Products products(size);
  std::vector<double> row(size);
  uint64_t rows = 0;
  for (size_t t = lags + 1; t < values.size(); ++t) {
    row[0] = 1;
    double all = 0;
    for (uint32_t k = 1; k <= lags; ++k) all += row[k] = values[t - k] - values[t - k - 1];
    row[lags + 1] = values[t - 1] - centre;
    row[lags + 2] = values[t] - values[t - 1];
    if (std::isnan(all + row[lags + 1] + row[lags + 2])) continue;
    products.add(row);
    ++rows;
  }
  if (rows <= size || !products.factor()) return {};
  const size_t level = lags + 1;
  const double residual =
      products.at(level + 1, level + 1) / std::sqrt(static_cast<double>(rows - (lags + 2)));
  if (!(residual > 0)) return {};
  // With L the factor, the level's coefficient is L(response, level) / L(level, level) and its
  // standard error is residual / L(level, level): the pivots cancel.
  Adf result;
  result.statistic = products.at(level + 1, level) / residual;
  result.lags = lags;
  result.rows = rows;
  result.critical_1 = adf_critical(1, rows);
  result.critical_5 = adf_critical(5, rows);
  return result;
}

}  // namespace training
