#include "linear.h"

#include <algorithm>
#include <fstream>
#include <utility>

namespace wide_spread {
namespace {

// Throws for whatever is not of the form; the host says which model it was.
Weights read_weights(std::string_view artefact) {
  if (artefact.empty()) throw spark::Error("it needs an artefact", SPARK_E_INVALID);
  std::ifstream in(std::string(artefact) + "/weights.txt");
  Weights weights;
  in >> weights.version;
  std::string name;
  for (double value = 0; in >> name >> value;) {
    weights.names.push_back(name);
    weights.values.push_back(value);
  }
  if (weights.names.empty() || !in.eof())
    throw spark::Error("weights.txt: expected a version, then lines of a feature and its weight",
                       SPARK_E_INVALID);
  return weights;
}

}  // namespace

Linear::Linear(const spark::Config&, std::string_view artefact) : Linear(read_weights(artefact)) {}

Linear::Linear(Weights weights)
    : Model({.version = weights.version,
             .type = "linear",
             .kind = SPARK_MODEL_PROBABILITY,
             .target = {"up-move", "1min", "mid"},
             .features = weights.names}),
      weights_(std::move(weights.values)) {}

double Linear::predict(std::span<const double> row) const {
  double score = 0.5;
  for (size_t i = 0; i < weights_.size(); ++i) score += weights_[i] * row[i];
  return std::clamp(score, 0.0, 1.0);
}

}  // namespace wide_spread
