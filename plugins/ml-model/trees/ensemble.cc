#include "ensemble.h"

#include <algorithm>
#include <cmath>

#include "../artefact.h"
#include "../calibration.h"
#include "choose.h"
#include "lightgbm_file.h"
#include "xgboost_file.h"

namespace ml_model::trees {
namespace {

class Ensemble final : public Scorer {
 public:
  Ensemble(const Forest& forest, std::optional<Calibration> calibration)
      : link_(forest.link),
        calibration_(calibration),
        choice_(choose_kernels(forest)),
        about_(std::to_string(forest.trees.size()) + " trees of " + std::to_string(forest.nodes()) +
               " nodes: " + choice_.why) {}

  void score(const double* rows, size_t stride, size_t count,
             double* scores) const noexcept override {
    const bool is_many = count >= many_rows && choice_.many != nullptr;
    (is_many ? *choice_.many : *choice_.one).sum(rows, stride, count, scores);
    if (calibration_) {
      for (size_t i = 0; i < count; ++i) scores[i] = calibration_->probability(scores[i]);
    } else {
      for (size_t i = 0; i < count; ++i) scores[i] = linked(link_, scores[i]);
    }
  }

  [[nodiscard]] std::string about() const override { return about_; }

 private:
  const Link link_;
  const std::optional<Calibration> calibration_;  // instead of the link
  const Choice choice_;
  const std::string about_;
};

// `read(file, bytes, features)` makes the forest.
template <class Read>
std::unique_ptr<const Scorer> make_ensemble(const ScorerSource& source, Read read) {
  const std::string name = source.model.text("ensemble");
  if (!is_plain_name(name)) {
    source.model.refuse("ensemble", "expected the name of a file in the artefact's folder");
  }
  const std::string bytes = read_file(source.folder, name, ensemble_bytes_max);
  const Forest forest = read(name, bytes, source.model.texts("features"));
  const auto calibration = read_calibration(source.model);
  if (calibration && !forest.is_of_two_classes) {
    source.model.refuse("calibration", "a model of the objective '" + forest.objective +
                                           "' has no margin to calibrate");
  }
  return std::make_unique<Ensemble>(forest, calibration);
}

}  // namespace

double linked(const Link& link, double sum) {
  switch (link.kind) {
    case Link::Kind::identity:
      break;
    case Link::Kind::logistic:
      return 1.0 / (1.0 + std::exp(-link.factor * sum));
    case Link::Kind::logistic_of_floats: {
      // XGBoost's: where exp() would overflow it is cut off, and the sum is never 0.
      const float power = std::min(-static_cast<float>(sum), 88.7F);
      return static_cast<double>(1.0F / (std::exp(power) + 1.0F + 1e-16F));
    }
  }
  return sum;
}

std::unique_ptr<const Scorer> make_xgboost(const ScorerSource& source) {
  return make_ensemble(source, read_xgboost);
}

std::unique_ptr<const Scorer> make_lightgbm(const ScorerSource& source) {
  return make_ensemble(source, read_lightgbm);
}

}  // namespace ml_model::trees
