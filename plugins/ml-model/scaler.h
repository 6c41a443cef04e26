// What a logistic model does to a row before its weights: each element is clipped, centred and
// scaled, (clamp(x, low, high) - mean) / scale, as fitted on the training rows.
//
// scaler_params.json, or whatever name model.json gives as "scaler":
//   features           those of model.json, in its order
//   low, high          the bounds, low <= high; null: none on that side
//   mean, scale        scale above 0; a constant feature has mean 0 and scale 1
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "scorer.h"

namespace ml_model {

class Scaler {
 public:
  // Leaves every element as it is.
  Scaler() = default;
  // Reads the file that model.json names. Throws spark::Error, naming file and field. [builder]
  explicit Scaler(const ScorerSource& source);

  // Of element `i` with the value `x`; NaN stays NaN. Only for a scaler that was read. [any]
  [[nodiscard]] double of(size_t i, double x) const noexcept {
    const Element& element = elements_[i];
    return (std::clamp(x, element.low, element.high) - element.mean) / element.scale;
  }
  [[nodiscard]] bool is_identity() const noexcept { return elements_.empty(); }

 private:
  struct Element {
    double low;
    double high;
    double mean;
    double scale;
  };
  std::vector<Element> elements_;
};

}  // namespace ml_model
