#include "logistic.h"

#include <algorithm>
#include <string>
#include <vector>

#include "calibration.h"
#include "digits.h"
#include "scaler.h"

namespace ml_model {
namespace {

struct Clip {
  double low = 0;
  double high = 1;
};

Clip read_clip(const JsonFile& model) {
  const bool is_left_out = !model.has("clip_low") && !model.has("clip_high");
  if (is_left_out && model.has("scaler")) return {};
  const Clip out{model.number("clip_low"), model.number("clip_high")};
  if (!(out.low >= 0 && out.low < out.high && out.high <= 1)) {
    model.refuse("clip_low, clip_high", "expected 0 <= clip_low < clip_high <= 1, not " +
                                            digits(out.low) + ", " + digits(out.high));
  }
  return out;
}

class Logistic final : public Scorer {
 public:
  explicit Logistic(const ScorerSource& source)
      : weights_(source.model.numbers("weights")),
        scaler_(source.model.has("scaler") ? Scaler(source) : Scaler()),
        calibration_(read_calibration(source.model).value_or(Calibration())),
        clip_(read_clip(source.model)) {
    if (source.model.flag("accepts_missing")) {
      source.model.refuse("accepts_missing", "a logistic model has no score for a missing value");
    }
    if (weights_.size() != source.dimension) {
      source.model.refuse("weights", std::to_string(weights_.size()) + " for " +
                                         std::to_string(source.dimension) + " features");
    }
  }

  void score(const double* rows, size_t stride, size_t count,
             double* scores) const noexcept override {
    for (size_t i = 0; i < count; ++i, rows += stride) {
      const double p = calibration_.probability(scaler_.is_identity() ? raw(rows) : scaled(rows));
      scores[i] = std::clamp(p, clip_.low, clip_.high);
    }
  }

 private:
  [[nodiscard]] double raw(const double* row) const noexcept {
    double z = 0;
    for (size_t j = 0; j < weights_.size(); ++j) z += weights_[j] * row[j];
    return z;
  }
  [[nodiscard]] double scaled(const double* row) const noexcept {
    double z = 0;
    for (size_t j = 0; j < weights_.size(); ++j) z += weights_[j] * scaler_.of(j, row[j]);
    return z;
  }

  const std::vector<double> weights_;
  const Scaler scaler_;
  const Calibration calibration_;
  const Clip clip_;
};

}  // namespace

std::unique_ptr<const Scorer> make_logistic(const ScorerSource& source) {
  return std::make_unique<Logistic>(source);
}

}  // namespace ml_model
