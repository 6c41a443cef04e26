#include "calibration.h"

#include "digits.h"

namespace ml_model {

std::optional<Calibration> read_calibration(const JsonFile& model) {
  if (!model.has("calibration")) return {};
  const Calibration out{model.number("calibration.slope"), model.number("calibration.intercept")};
  if (!(out.slope > 0)) {
    model.refuse("calibration.slope", "expected a number above 0, not " + digits(out.slope));
  }
  return out;
}

}  // namespace ml_model
