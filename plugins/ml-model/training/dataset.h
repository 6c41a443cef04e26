// Rows that a model is trained or evaluated on: one a closed minute of one market, with the
// features as the serving plugin computes them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "spark/market/rolling_labels.h"

namespace training {

struct Dataset {
  std::vector<std::string> names;  // of the features, one a column
  std::vector<int64_t> ts_ms;      // of the snapshots, ascending, none twice
  std::vector<double> mids;        // as many as times
  std::vector<double> values;      // rows x names, row by row; NaN where a feature is not ready

  [[nodiscard]] size_t rows() const { return ts_ms.size(); }
  [[nodiscard]] std::span<const double> row(size_t i) const {
    return std::span(values).subspan(i * names.size(), names.size());
  }
};

// A row's label. A row is trained on or judged only if its label is known.
using spark::market::Label;

}  // namespace training
