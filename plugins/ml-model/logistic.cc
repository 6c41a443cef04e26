#include "logistic.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "digits.h"

namespace ml_model {
namespace {

class Logistic final : public Scorer {
 public:
  explicit Logistic(const ScorerSource& source)
      : weights_(source.model.numbers("weights")),
        clip_low_(source.model.number("clip_low")),
        clip_high_(source.model.number("clip_high")) {
    if (source.model.flag("accepts_missing")) {
      source.model.refuse("accepts_missing", "a logistic model has no score for a missing value");
    }
    if (weights_.size() != source.dimension) {
      source.model.refuse("weights", std::to_string(weights_.size()) + " for " +
                                         std::to_string(source.dimension) + " features");
    }
    if (!(clip_low_ >= 0 && clip_low_ < clip_high_ && clip_high_ <= 1)) {
      source.model.refuse("clip_low, clip_high", "expected 0 <= clip_low < clip_high <= 1, not " +
                                                     digits(clip_low_) + ", " + digits(clip_high_));
    }
  }

  void score(const double* rows, size_t stride, size_t count,
             double* scores) const noexcept override {
    for (size_t i = 0; i < count; ++i, rows += stride) {
      double z = 0;
      for (size_t j = 0; j < weights_.size(); ++j) z += weights_[j] * rows[j];
      // Where exp() overflows to infinity, p is 0: the right limit, and then the lower clip.
      scores[i] = std::clamp(1 / (1 + std::exp(-z)), clip_low_, clip_high_);
    }
  }

 private:
  const std::vector<double> weights_;
  const double clip_low_;
  const double clip_high_;
};

}  // namespace

std::unique_ptr<const Scorer> make_logistic(const ScorerSource& source) {
  return std::make_unique<Logistic>(source);
}

}  // namespace ml_model
