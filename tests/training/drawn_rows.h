// Labelled rows that are drawn: features with skew and heavy tails, labels that depend on them.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "fit.h"
#include "spark/stats/random.h"

namespace spark::test {

// Values of `bias` are 1, of `spread_bp` 0.5; the second and third feature decide the label.
struct DrawnRows {
  explicit DrawnRows(size_t rows, std::vector<std::string> features = {"bias", "x", "y"})
      : names(std::move(features)) {
    stats::Random random(7);
    for (size_t i = 0; i < rows; ++i) {
      double z = -0.4;
      for (size_t j = 0; j < names.size(); ++j) {
        double value = std::tan(3 * (random.uniform() - 0.5)) + 5.0 * static_cast<double>(j);
        if (names[j] == "bias") value = 1;
        if (names[j] == "spread_bp") value = 0.5;
        if (j == 1) z += 0.3 * (value - 5);
        if (j == 2) z -= 0.1 * (value - 10);
        values.push_back(value);
      }
      labels.push_back(random.uniform() < 1 / (1 + std::exp(-z)) ? 1 : 0);
    }
  }

  [[nodiscard]] training::LabelledRows borrowed() const { return {names, values, labels}; }

  std::vector<std::string> names;
  std::vector<double> values;
  std::vector<uint8_t> labels;
};

}  // namespace spark::test
