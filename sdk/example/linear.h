// A model from an artefact: a folder with weights.txt, whose first line is the version and whose
// others each are a feature and its weight.
#pragma once

#include <spark/model.h>

#include <string_view>
#include <vector>

namespace wide_spread {

struct Weights {
  std::string version;
  std::vector<std::string> names;
  std::vector<double> values;
};

class Linear : public spark::Model {
 public:
  // The folder does not change while the model lives, nor afterwards.
  Linear(const spark::Config& config, std::string_view artefact);

  // The score of one row: its elements are the features, in the order of their names.
  double predict(std::span<const double> row) const;

 private:
  explicit Linear(Weights weights);

  const std::vector<double> weights_;
};

}  // namespace wide_spread
