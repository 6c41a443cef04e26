// Margins of both types of model.
#include <algorithm>

#include "fit.h"
#include "fit_rows.h"
#include "tree_margins.h"

namespace training {
namespace {

std::vector<double> logistic_margins(const Fitted& model, std::span<const double> values) {
  const size_t columns = model.weights.size();
  const Scaler& scaler = model.scaler;
  std::vector<double> sums;
  sums.reserve(values.size() / columns);
  for (size_t start = 0; start < values.size(); start += columns) {
    double sum = 0;
    for (size_t j = 0; j < columns; ++j) {
      // A NaN passes std::clamp as it is.
      const double clipped = std::clamp(values[start + j], scaler.low[j], scaler.high[j]);
      sum += model.weights[j] * ((clipped - scaler.mean[j]) / scaler.scale[j]);
    }
    sums.push_back(sum);
  }
  return sums;
}

}  // namespace

spark::tool::Result<std::vector<double>> margins(const Fitted& model,
                                                 std::span<const double> values, size_t columns) {
  if (columns == 0 || values.size() % columns != 0)
    return unusable("margins: expected whole rows of " + std::to_string(columns) + " values");
  if (values.empty()) return std::vector<double>();
  if (model.type == Fitted::Type::xgboost) return tree_margins(model.ensemble, values, columns);
  const Scaler& scaler = model.scaler;
  for (const size_t found : {model.weights.size(), scaler.low.size(), scaler.high.size(),
                             scaler.mean.size(), scaler.scale.size()}) {
    if (found == columns) continue;
    return unusable("margins: rows have " + std::to_string(columns) + " values, the model takes " +
                    std::to_string(found));
  }
  return logistic_margins(model, values);
}

}  // namespace training
