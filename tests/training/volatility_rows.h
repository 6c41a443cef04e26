// Features, label and persistence of the volatility target over recorded minutes, computed from the
// formulas anew: nothing of the features plugin is in it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "fit.h"

namespace spark::test {

struct VolatilityRows {
  std::vector<std::string> names;
  std::vector<int64_t> ts_ms;
  std::vector<double> values;       // rows x names
  std::vector<double> persistence;  // ln of an hour's volatility over the median
  std::vector<uint8_t> labels;

  [[nodiscard]] training::LabelledRows borrowed() const { return {names, values, labels}; }
  void append(const VolatilityRows& later);
  [[nodiscard]] VolatilityRows between(int64_t from_ms, int64_t until_ms) const;
};

// Of the files BTCUSDT-1m-2023-12 to 2024-05; no market data: no rows.
[[nodiscard]] const VolatilityRows& volatility_rows();

// The first millisecond of a month, counted from December 2023 (0) on.
[[nodiscard]] int64_t month_start(size_t month);

}  // namespace spark::test
