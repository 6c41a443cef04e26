// What a dataset's features look like: for people, and for the report of a training.
#pragma once

#include <array>
#include <boost/json/array.hpp>
#include <optional>
#include <string>
#include <vector>

#include "adf.h"
#include "dataset.h"

namespace training {

struct FeatureProfile {
  static constexpr std::array<double, 7> shares = {0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99};

  std::string name;
  uint64_t rows = 0;     // with a value
  uint64_t missing = 0;  // without
  double mean = 0;
  double sd = 0;                      // n - 1
  std::array<double, 7> quantiles{};  // at `shares`, by nearest rank
  std::optional<Adf> unit_root;       // none: constant, or too few minutes in a row
  std::optional<double> psi;          // the last 30 days in bins of the first 30; none: constant,
                                      // or fewer than 60 days
};

// One for each feature. The unit-root test takes every minute, with Schwert's lags. [tools]
[[nodiscard]] std::vector<FeatureProfile> profile(const Dataset& data);

[[nodiscard]] std::string as_text(const std::vector<FeatureProfile>& all, size_t width);
[[nodiscard]] boost::json::array as_json(const std::vector<FeatureProfile>& all);

}  // namespace training
