// A logistic model: p = 1 / (1 + exp(-w·x)), clipped.
//
// model.json (see configs/models/ for an example):
//   kind               "probability" or "heuristic"
//   type               "logistic"
//   version            up to 64 of letters, digits, . _ -
//   target             {event, horizon, reference}
//   features           names, each once
//   feature_set_sha256 SHA-256, in hex, of the names joined by "\n": the order is part of the set
//   weights            one per feature
//   clip_low,clip_high 0 <= clip_low < clip_high <= 1
// probes.json: rows (one number per feature each) and scores, at least one of each, and `exact`.
// The loaded model must reproduce every score: this catches a changed weight even if the artefact
// was signed again. Where `exact` is true, bit for bit, which catches a machine whose exp() rounds
// differently, too; otherwise within 1e-12 of the score's size, since other tools sum a row in
// another order.
#pragma once

#include <string_view>
#include <vector>

#include "spark/model.h"

namespace ml_model {

inline constexpr size_t features_max = 512;
inline constexpr size_t probes_max = 1024;

struct Weights {
  std::vector<double> w;
  double clip_low = 0;
  double clip_high = 1;
};

// w·x is summed in the order of the features. NaN if the sum is.
[[nodiscard]] double score(const Weights& weights, std::span<const double> row);

class Logistic : public spark::Model {
 public:
  // `artefact` is the folder. Throws spark::Error, naming file and field, for anything that is not
  // as above.
  Logistic(const spark::Config& config, std::string_view artefact);

  [[nodiscard]] double predict(std::span<const double> row) const { return score(weights_, row); }

 private:
  struct Loaded {
    spark::ModelInfo info;
    Weights weights;
  };
  static Loaded load(std::string_view artefact);
  explicit Logistic(Loaded loaded);

  const Weights weights_;
};

}  // namespace ml_model
