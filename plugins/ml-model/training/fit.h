// Fits of a model on labelled rows: L2-regularised logistic regression by liblinear (Fan et al.,
// "LIBLINEAR: a library for large linear classification", JMLR 2008) and boosted trees by
// libxgboost (Chen and Guestrin, "XGBoost: a scalable tree boosting system", KDD 2016).
//
// Pure: equal rows and options give equal bytes with one build on one CPU family. One thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "fitted.h"
#include "spark/tool/result.h"

namespace training {

// Rows whose label is known; borrowed. values is labels.size() x names.size(), row by row.
struct LabelledRows {
  std::span<const std::string> names;  // of the features
  std::span<const double> values;      // finite
  std::span<const uint8_t> labels;     // 1 for a hit
};

// The feature whose weight is a logistic model's intercept: 1 in every row.
inline constexpr const char* bias_feature = "bias";

// Defaults are what the shipped models are fitted with. C hardly matters on many rows: with 86,000
// minutes AUC differs by 0.0001 between 0.001 and 100, and 0.0001 is too little (calibration slope
// 1.34). A grid of c {0.001, 0.01, 0.1, 1} is enough.
struct LogisticOptions {
  double c = 1;                // of sum of losses against half of the squared weights; above 0
  uint32_t winsorize_bp = 50;  // cut off at each end, in 1/10,000 of the rows; below 5,000; 0: none
  std::vector<std::string> weight_zero = {};  // must not count, such as estimated ones
};

// Bounds, means and standard deviations (population) of the rows, after clipping. [jobs]
[[nodiscard]] Scaler fit_scaler(const LabelledRows& rows, uint32_t winsorize_bp);

// Minimises |w|^2 / 2 + c * sum of losses over the scaled rows, the intercept not regularised, and
// to a gradient of nearly 0: a fit that did not converge is an error. A constant other than `bias`
// gets the weight 0. The calibration is the identity. [jobs]
[[nodiscard]] spark::tool::Result<Fitted> fit_logistic(const LabelledRows& rows,
                                                       const LogisticOptions& options);

// Defaults are what the shipped ensembles are fitted with. On minutes of a market little is to be
// learned: depths 2 to 5 with rounds x eta from 5 to 30 agree within 0.0003 in AUC over three
// months that no training saw, and deeper or longer ones are worse. A grid of depth {3, 4} and
// rounds {100, 200} is enough.
struct TreeOptions {
  uint32_t rounds = 100;         // trees; 1 to 10,000
  uint32_t depth = 4;            // 1 to 12
  double eta = 0.05;             // learning rate; above 0, at most 1
  double min_child_weight = 50;  // sum of p (1 - p) over a leaf's rows, at least 0
  double subsample = 0.8;        // share of the rows that a tree sees; above 0, at most 1
  double lambda = 1;             // L2 on leaf values, at least 0
  uint32_t seed = 1;
};

// Objective binary:logistic, base score the rows' base rate, histograms of 256 bins, features by
// name. [jobs]
[[nodiscard]] spark::tool::Result<Fitted> fit_trees(const LabelledRows& rows,
                                                    const TreeOptions& options);

// A model's margins: the logit before calibration, one a row of `columns` values. A NaN is missing
// to trees, and gives NaN for a logistic model. [jobs]
[[nodiscard]] spark::tool::Result<std::vector<double>> margins(const Fitted& model,
                                                               std::span<const double> values,
                                                               size_t columns);

}  // namespace training
