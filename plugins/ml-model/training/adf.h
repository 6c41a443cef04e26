// The augmented Dickey–Fuller test: has a series a unit root, so that its level wanders?
//
//   d(t) = a + g y(t-1) + c1 d(t-1) + … + cp d(t-p) + e(t),   d(t) = y(t) - y(t-1)
//
// The statistic is g over its standard error; below the critical value, "unit root" is rejected and
// the series is taken as stationary (Said and Dickey, "Testing for unit roots in autoregressive-
// moving average models of unknown order", Biometrika 1984). Critical values: MacKinnon, "Critical
// values for cointegration tests", Queen's Economics Department working paper 1227, 2010, table 2,
// one variable, constant. Lags: Schwert's 12 (n / 100)^(1/4) ("Tests for unit roots", 1989).
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace training {

struct Adf {
  double statistic = 0;
  uint32_t lags = 0;
  uint64_t rows = 0;      // of the regression
  double critical_1 = 0;  // at the levels of 1 % and 5 %
  double critical_5 = 0;

  [[nodiscard]] bool is_stationary() const { return statistic < critical_5; }
};

// [any]
[[nodiscard]] uint32_t schwert_lags(uint64_t rows);

// `level` is 1 or 5, in percent. [any]
[[nodiscard]] double adf_critical(uint32_t level_percent, uint64_t rows);

// `values` on a grid of equal steps, NaN where one is missing: a row of the regression needs all of
// its values. None with too few rows for the lags, and for a series without any change. [tools]
[[nodiscard]] std::optional<Adf> adf(std::span<const double> values, uint32_t lags);

}  // namespace training
