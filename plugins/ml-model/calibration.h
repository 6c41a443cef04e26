// Platt's calibration of a model's margin: p = 1 / (1 + exp(-(intercept + slope * margin))).
// Source: J. Platt, "Probabilistic Outputs for Support Vector Machines", 1999 (his A is -slope, his
// B is -intercept).
//
// model.json: "calibration": {"slope": 1.1, "intercept": -0.2}, which may be left out.
#pragma once

#include <cmath>
#include <optional>

#include "json.h"

namespace ml_model {

struct Calibration {
  double slope = 1;  // finite, above 0: a higher margin is never a lower probability
  double intercept = 0;

  // NaN for NaN. Where exp() overflows to infinity, p is 0: the right limit. [any]
  [[nodiscard]] double probability(double margin) const noexcept {
    return 1 / (1 + std::exp(-(intercept + slope * margin)));
  }
};

// Nothing if model.json has none. Throws spark::Error, naming the field. [builder]
[[nodiscard]] std::optional<Calibration> read_calibration(const JsonFile& model);

}  // namespace ml_model
