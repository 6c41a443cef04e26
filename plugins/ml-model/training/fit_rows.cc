#include "fit_rows.h"

#include <algorithm>
#include <cmath>

namespace training {

std::optional<spark::tool::Error> fault_of(const LabelledRows& rows) {
  const size_t columns = rows.names.size();
  if (columns == 0) return unusable("a model needs at least one feature");
  if (rows.values.size() != rows.labels.size() * columns) {
    return unusable("expected " + std::to_string(rows.labels.size()) + " x " +
                    std::to_string(columns) + " values, found " +
                    std::to_string(rows.values.size()));
  }
  for (size_t i = 0; i < rows.values.size(); ++i) {
    if (std::isfinite(rows.values[i])) continue;
    return unusable("row " + std::to_string(i / columns) + ", feature " + rows.names[i % columns] +
                    ": expected a finite number");
  }
  const auto hits =
      static_cast<size_t>(std::count(rows.labels.begin(), rows.labels.end(), uint8_t{1}));
  const auto misses =
      static_cast<size_t>(std::count(rows.labels.begin(), rows.labels.end(), uint8_t{0}));
  if (hits + misses != rows.labels.size()) return unusable("labels are 0 or 1");
  if (hits == 0 || misses == 0) {
    return unusable("a fit needs hits and misses; found " + std::to_string(hits) + " hits in " +
                    std::to_string(rows.labels.size()) + " rows");
  }
  return {};
}

}  // namespace training
