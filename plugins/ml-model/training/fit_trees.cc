// The fit of boosted trees, and their margins, by libxgboost.
#include <xgboost/c_api.h>

#include <algorithm>
#include <limits>
#include <memory>
#include <stdexcept>

#include "fit.h"
#include "fit_rows.h"
#include "tree_margins.h"

namespace training {
namespace {

struct MatrixEnd {
  void operator()(DMatrixHandle handle) const { XGDMatrixFree(handle); }
};
struct BoosterEnd {
  void operator()(BoosterHandle handle) const { XGBoosterFree(handle); }
};
using Matrix = std::unique_ptr<void, MatrixEnd>;
using Booster = std::unique_ptr<void, BoosterEnd>;

// Inside this file a failed call throws; what is called from outside returns it as a value.
void must(int code) {
  if (code != 0) throw std::runtime_error(XGBGetLastError());
}

Matrix matrix_of(std::span<const double> values, size_t columns) {
  std::vector<float> floats(values.size());
  std::transform(values.begin(), values.end(), floats.begin(),
                 [](double value) { return static_cast<float>(value); });
  DMatrixHandle handle = nullptr;
  must(XGDMatrixCreateFromMat(floats.data(), values.size() / columns, columns,
                              std::numeric_limits<float>::quiet_NaN(), &handle));
  return Matrix(handle);
}

Booster booster_of(DMatrixHandle matrix) {
  BoosterHandle handle = nullptr;
  must(XGBoosterCreate(&matrix, matrix == nullptr ? 0 : 1, &handle));
  Booster booster(handle);
  must(XGBoosterSetParam(handle, "nthread", "1"));
  must(XGBoosterSetParam(handle, "verbosity", "0"));
  return booster;
}

std::optional<spark::tool::Error> fault_of(const TreeOptions& options) {
  if (options.rounds < 1 || options.rounds > 10'000) return unusable("rounds: expected 1 to 10000");
  if (options.depth < 1 || options.depth > 12) return unusable("depth: expected 1 to 12");
  if (!(options.eta > 0 && options.eta <= 1)) return unusable("eta: expected above 0, at most 1");
  if (!(options.subsample > 0 && options.subsample <= 1))
    return unusable("subsample: expected above 0, at most 1");
  if (!(options.min_child_weight >= 0)) return unusable("min_child_weight: expected at least 0");
  if (!(options.lambda >= 0)) return unusable("lambda: expected at least 0");
  return {};
}

std::string fitted_ensemble(const LabelledRows& rows, const TreeOptions& options) {
  const Matrix matrix = matrix_of(rows.values, rows.names.size());
  std::vector<float> labels(rows.labels.begin(), rows.labels.end());
  double base_rate = 0;
  for (const float label : labels) base_rate += label / static_cast<double>(labels.size());
  must(XGDMatrixSetFloatInfo(matrix.get(), "label", labels.data(), labels.size()));

  const Booster booster = booster_of(matrix.get());
  const std::pair<const char*, std::string> params[] = {
      {"objective", "binary:logistic"},
      {"base_score", std::to_string(base_rate)},
      {"tree_method", "hist"},
      {"max_depth", std::to_string(options.depth)},
      {"eta", std::to_string(options.eta)},
      {"min_child_weight", std::to_string(options.min_child_weight)},
      {"subsample", std::to_string(options.subsample)},
      {"lambda", std::to_string(options.lambda)},
      {"seed", std::to_string(options.seed)},
  };
  for (const auto& [name, value] : params)
    must(XGBoosterSetParam(booster.get(), name, value.c_str()));
  for (uint32_t round = 0; round < options.rounds; ++round)
    must(XGBoosterUpdateOneIter(booster.get(), static_cast<int>(round), matrix.get()));

  std::vector<const char*> names;
  for (const std::string& name : rows.names) names.push_back(name.c_str());
  must(XGBoosterSetStrFeatureInfo(booster.get(), "feature_name", names.data(), names.size()));
  bst_ulong size = 0;
  const char* bytes = nullptr;
  must(XGBoosterSaveModelToBuffer(booster.get(), R"({"format":"ubj"})", &size, &bytes));
  return {bytes, size};
}

spark::tool::Error refused(const std::exception& error) {
  return {spark::tool::Exit::failed, std::string("libxgboost: ") + error.what()};
}

}  // namespace

spark::tool::Result<Fitted> fit_trees(const LabelledRows& rows, const TreeOptions& options) {
  if (auto fault = fault_of(rows)) return *fault;
  if (auto fault = fault_of(options)) return *fault;
  try {
    Fitted fitted;
    fitted.type = Fitted::Type::xgboost;
    fitted.ensemble = fitted_ensemble(rows, options);
    return fitted;
  } catch (const std::exception& error) {
    return refused(error);
  }
}

spark::tool::Result<std::vector<double>> tree_margins(const std::string& ensemble,
                                                      std::span<const double> values,
                                                      size_t columns) {
  try {
    const Matrix matrix = matrix_of(values, columns);
    const Booster booster = booster_of(nullptr);
    must(XGBoosterLoadModelFromBuffer(booster.get(), ensemble.data(), ensemble.size()));
    const bst_ulong* shape = nullptr;
    bst_ulong dimensions = 0;
    const float* out = nullptr;
    must(XGBoosterPredictFromDMatrix(booster.get(), matrix.get(),
                                     R"({"type":1,"training":false,"iteration_begin":0,)"
                                     R"("iteration_end":0,"strict_shape":false})",
                                     &shape, &dimensions, &out));
    return std::vector<double>(out, out + values.size() / columns);
  } catch (const std::exception& error) {
    return refused(error);
  }
}

}  // namespace training
