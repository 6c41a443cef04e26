// A model between its fit and its artefact: plain values, of which model.json, scaler_params.json
// and the ensemble's file are written.
#pragma once

#include <string>
#include <vector>

namespace training {

// What a logistic model does to a row before its weights: clip, then centre and scale. Fitted on
// the training rows alone. One element a feature; a constant has mean 0 and scale 1, and a
// feature that is not clipped has infinite bounds.
struct Scaler {
  std::vector<double> low;
  std::vector<double> high;
  std::vector<double> mean;
  std::vector<double> scale;  // above 0
};

// p = 1 / (1 + exp(-(intercept + slope * z))), z the model's margin: Platt's calibration, fitted on
// a slice that the model was not fitted on, and purged from it.
struct Calibration {
  double slope = 1;
  double intercept = 0;
};

struct Fitted {
  enum class Type { logistic, xgboost, lightgbm };

  Type type = Type::logistic;
  Scaler scaler;                // logistic alone
  std::vector<double> weights;  // logistic alone: one a feature; that of `bias` is the intercept
  std::string ensemble;     // of the others: the file as the tool writes it, in whichever format
  Calibration calibration;  // slope 1 and intercept 0: none, and an ensemble's own transform
};

}  // namespace training
