// Bounds, means and scales of a logistic model.
#include <algorithm>
#include <cmath>
#include <limits>

#include "fit.h"
#include "spark/stats/rank.h"

namespace training {

Scaler fit_scaler(const LabelledRows& rows, uint32_t winsorize_bp) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const size_t columns = rows.names.size();
  const size_t count = rows.labels.size();
  const double tail = winsorize_bp / 10'000.0;
  Scaler scaler;
  std::vector<double> column(count);
  for (size_t j = 0; j < columns; ++j) {
    for (size_t i = 0; i < count; ++i) column[i] = rows.values[i * columns + j];
    std::sort(column.begin(), column.end());
    const bool is_constant = column.empty() || column.front() == column.back();
    const bool is_clipped = winsorize_bp > 0 && !is_constant;
    const double low = is_clipped ? spark::stats::nearest_rank(column, tail) : -infinity;
    const double high = is_clipped ? spark::stats::nearest_rank(column, 1 - tail) : infinity;
    double mean = 0;
    double variance = 0;
    if (!is_constant) {
      const auto divisor = static_cast<double>(count);
      for (double& value : column) value = std::clamp(value, low, high);
      for (const double value : column) mean += value;
      mean /= divisor;
      for (const double value : column) variance += (value - mean) * (value - mean);
      variance /= divisor;
      // Rounding must not make a scale of what clipping made constant.
      if (column.front() == column.back()) {
        mean = column.front();
        variance = 0;
      }
    }
    scaler.low.push_back(low);
    scaler.high.push_back(high);
    scaler.mean.push_back(mean);
    scaler.scale.push_back(variance > 0 ? std::sqrt(variance) : 1);
  }
  return scaler;
}

}  // namespace training
