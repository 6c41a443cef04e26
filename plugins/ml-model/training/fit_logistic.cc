// The logistic fit, by liblinear.
#include <linear.h>

#include <algorithm>
#include <cmath>

#include "fit.h"
#include "fit_rows.h"
#include "spark/tool/format.h"

namespace training {
namespace {

// liblinear regularises the intercept like a weight. As the weight of a feature that is `far` in
// every row, its penalty is a millionth of what it would be: below what the solver can see.
constexpr double far = 1000;

// A mean gradient that no weight's step could lower by as much as 1e-6.
constexpr double gradient_max = 1e-7;

// The scaled rows as liblinear takes them; the features that count, and the intercept last.
class Problem {
 public:
  Problem(const LabelledRows& rows, const Scaler& scaler, std::vector<size_t> counted)
      : counted_(std::move(counted)), count_(rows.labels.size()) {
    const size_t columns = rows.names.size();
    const size_t width = counted_.size() + 2;  // the intercept and the end
    nodes_.resize(count_ * width);
    for (size_t i = 0; i < count_; ++i) {
      feature_node* node = &nodes_[i * width];
      starts_.push_back(node);
      for (size_t k = 0; k < counted_.size(); ++k) {
        const size_t j = counted_[k];
        const double clipped =
            std::clamp(rows.values[i * columns + j], scaler.low[j], scaler.high[j]);
        *node++ = {static_cast<int>(k + 1), (clipped - scaler.mean[j]) / scaler.scale[j]};
      }
      *node++ = {static_cast<int>(counted_.size() + 1), far};
      *node = {-1, 0};
      labels_.push_back(rows.labels[i] != 0 ? 1 : -1);
    }
  }

  // Weights of the counted features, then the intercept; all of the problem's own scale.
  [[nodiscard]] std::vector<double> solve(double c) {
    const problem all{static_cast<int>(count_), static_cast<int>(counted_.size() + 1),
                      labels_.data(), starts_.data(), far};
    parameter how{};
    how.solver_type = L2R_LR;
    how.eps = 1e-12;
    how.C = c;
    set_print_string_function([](const char*) {});
    model* solved = train(&all, &how);
    const double sign = solved->label[0] == 1 ? 1 : -1;
    std::vector<double> weights(counted_.size() + 1);
    for (size_t k = 0; k < weights.size(); ++k) weights[k] = sign * solved->w[k];
    free_and_destroy_model(&solved);
    weights.back() *= far;
    return weights;
  }

  // The largest element of the objective's mean gradient, the intercept not regularised.
  [[nodiscard]] double gradient(const std::vector<double>& weights, double c) const {
    std::vector<double> sums(weights.size());
    for (size_t i = 0; i < count_; ++i) {
      const feature_node* row = starts_[i];
      double z = weights.back();
      for (size_t k = 0; k + 1 < weights.size(); ++k) z += weights[k] * row[k].value;
      const double residual = 1 / (1 + std::exp(-z)) - (labels_[i] > 0 ? 1 : 0);
      for (size_t k = 0; k + 1 < weights.size(); ++k) sums[k] += residual * row[k].value;
      sums.back() += residual;
    }
    double largest = 0;
    for (size_t k = 0; k < sums.size(); ++k) {
      const double penalty = k + 1 < sums.size() ? weights[k] / c : 0;
      largest = std::max(largest, std::abs(sums[k] + penalty));
    }
    return largest / static_cast<double>(count_);
  }

 private:
  std::vector<size_t> counted_;
  size_t count_;
  std::vector<feature_node> nodes_;
  std::vector<feature_node*> starts_;
  std::vector<double> labels_;
};

std::optional<spark::tool::Error> fault_of(const LogisticOptions& options,
                                           std::span<const std::string> names) {
  if (!(options.c > 0) || !std::isfinite(options.c))
    return unusable("C: expected a number above 0");
  if (options.winsorize_bp >= 5000) {
    return unusable("winsorize_bp: expected less than 5000, found " +
                    std::to_string(options.winsorize_bp));
  }
  for (const std::string& name : options.weight_zero) {
    if (std::find(names.begin(), names.end(), name) == names.end())
      return unusable("weight_zero: there is no feature " + name);
  }
  if (std::find(names.begin(), names.end(), bias_feature) == names.end())
    return unusable(std::string("a logistic model needs the feature ") + bias_feature);
  return {};
}

}  // namespace

spark::tool::Result<Fitted> fit_logistic(const LabelledRows& rows, const LogisticOptions& options) {
  if (auto fault = fault_of(rows)) return *fault;
  if (auto fault = fault_of(options, rows.names)) return *fault;
  Fitted fitted;
  fitted.type = Fitted::Type::logistic;
  fitted.scaler = fit_scaler(rows, options.winsorize_bp);
  const size_t columns = rows.names.size();
  std::vector<size_t> counted;
  size_t bias = columns;
  for (size_t j = 0; j < columns; ++j) {
    const bool is_zero = std::find(options.weight_zero.begin(), options.weight_zero.end(),
                                   rows.names[j]) != options.weight_zero.end();
    bool is_constant = true;
    for (size_t i = 1; is_constant && i < rows.labels.size(); ++i)
      is_constant = rows.values[i * columns + j] == rows.values[j];
    if (rows.names[j] == bias_feature) bias = j;
    if (!is_zero && !is_constant) counted.push_back(j);
  }
  for (size_t i = 0; i < rows.labels.size(); ++i) {
    if (rows.values[i * columns + bias] == 1) continue;
    return unusable("row " + std::to_string(i) + ", feature " + bias_feature + ": expected 1");
  }

  Problem problem(rows, fitted.scaler, counted);
  const std::vector<double> weights = problem.solve(options.c);
  const double gradient = problem.gradient(weights, options.c);
  if (!(gradient <= gradient_max)) {
    return spark::tool::Error{spark::tool::Exit::failed,
                              "liblinear did not converge on " +
                                  std::to_string(rows.labels.size()) +
                                  " rows: the mean gradient is " + spark::tool::rounded(gradient) +
                                  ", and at most " + spark::tool::rounded(gradient_max) +
                                  " is taken. A smaller C or more rows make it converge"};
  }
  fitted.weights.assign(columns, 0);
  for (size_t k = 0; k < counted.size(); ++k) fitted.weights[counted[k]] = weights[k];
  fitted.weights[bias] = weights.back();
  return fitted;
}

}  // namespace training
