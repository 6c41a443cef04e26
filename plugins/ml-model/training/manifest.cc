#include "manifest.h"

#include <linear.h>
#include <xgboost/c_api.h>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <chrono>

#include "spark/tool/format.h"

namespace training {
namespace {

namespace json = boost::json;
namespace tool = spark::tool;

json::string date_text(int64_t ms) {
  const auto time = std::chrono::system_clock::time_point(std::chrono::milliseconds(ms));
  return json::string(tool::utc_text(time));
}

json::array texts(const std::vector<std::string>& all) {
  return json::array(all.begin(), all.end());
}

json::array numbers(const std::vector<double>& all) {
  return json::array(all.begin(), all.end());
}

json::array files_json(const std::vector<DataFile>& files) {
  json::array all;
  for (const DataFile& file : files)
    all.push_back({{"name", file.name}, {"sha256", file.sha256}, {"bytes", file.bytes}});
  return all;
}

json::object tools_json() {
  int major = 0;
  int minor = 0;
  int patch = 0;
  XGBoostVersion(&major, &minor, &patch);
  return {{"compiler", __VERSION__},
          {"liblinear", tool::fixed(liblinear_version / 100.0, 2)},
          {"xgboost",
           std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch)}};
}

json::object parameters_json(const Recipe& recipe, const GridPoint& point) {
  if (recipe.type == Fitted::Type::logistic)
    return {{"type", "logistic"},
            {"regularization", "l2"},
            {"C", point.c},
            {"scaler", "standard"},
            {"winsorize_bp", recipe.logistic.winsorize_bp}};
  return {{"type", "xgboost"},
          {"rounds", point.rounds},
          {"depth", point.depth},
          {"eta", point.eta},
          {"min_child_weight", recipe.trees.min_child_weight},
          {"subsample", recipe.trees.subsample},
          {"lambda", recipe.trees.lambda}};
}

json::object cv_json(const Recipe& recipe, const CrossValidation& cv) {
  json::array grid;
  for (const GridResult& one : cv.grid)
    grid.push_back({{"choice", text_of(one.point, recipe.type)},
                    {"auc", numbers(one.aucs)},
                    {"auc_mean", one.auc_mean}});
  json::array folds;
  for (const FoldResult& one : cv.folds) {
    json::object fold = as_json(one.measures);
    fold["train_rows"] = one.train_rows;
    fold["purged"] = one.fold.purged;
    fold["embargoed"] = one.fold.embargoed;
    folds.push_back(std::move(fold));
  }
  json::object all{{"folds", std::move(folds)},
                   {"test_size", 1.0 / recipe.folds.folds},
                   {"purge", "label spans"},
                   {"embargo_min", recipe.folds.embargo_ms / 60'000},
                   {"grid", std::move(grid)}};
  all["summary"] = cv.summary ? json::value(as_json(*cv.summary)) : json::value();
  return all;
}

json::object psi_json(const std::vector<FeatureProfile>& profiles) {
  json::object features;
  double sum = 0;
  uint32_t count = 0;
  for (const FeatureProfile& one : profiles) {
    features[one.name] = one.psi ? json::value(*one.psi) : json::value();
    if (!one.psi) continue;
    sum += *one.psi;
    ++count;
  }
  return {{"overall", count > 0 ? json::value(sum / count) : json::value()},
          {"per_feature", std::move(features)},
          {"compared", "the last 30 days of the training rows in bins of their first 30 days"}};
}

json::value mean_precision(const CrossValidation& cv) {
  double sum = 0;
  double rows = 0;
  for (const FoldResult& one : cv.folds) {
    if (!one.measures.precision) continue;
    const double selected = one.measures.selected * static_cast<double>(one.measures.rows);
    sum += *one.measures.precision * selected;
    rows += selected;
  }
  return rows > 0 ? json::value(sum / rows) : json::value();
}

}  // namespace

json::object as_json(const Frozen& frozen) {
  return {{"selected_share", selected_share},
          {"threshold", frozen.threshold},
          {"base_rate", frozen.base_rate},
          {"persistence",
           {{"input", frozen.persistence.input},
            {"slope", frozen.persistence.line.slope},
            {"intercept", frozen.persistence.line.intercept}}}};
}

json::object manifest_json(const ManifestParts& parts) {
  const CrossValidation& cv = parts.cv;
  const MadeModel& made = parts.made;
  json::object all;
  all["version"] = parts.version;
  all["training_date"] = date_text(parts.training_date_ms);
  all["data_window"] = {{"from", date_text(parts.window.from_ms)},
                        {"until", date_text(parts.window.until_ms)},
                        {"from_ms", parts.window.from_ms},
                        {"until_ms", parts.window.until_ms},
                        {"rows", parts.rows}};
  all["data"] = files_json(parts.files);
  all["target"] = {{"event", parts.target.event},
                   {"horizon", parts.target.horizon},
                   {"reference", parts.target.reference}};
  all["feature_sets"] = texts(parts.sets);
  all["features"] = texts(parts.features);
  all["inputs_estimated"] = texts(parts.inputs_estimated);
  all["cv_scheme"] = "purged_time_series";
  all["cv"] = cv_json(parts.recipe, cv);
  all["hyper_parameters"] = parameters_json(parts.recipe, cv.grid[cv.best].point);
  all["calibration"] = {{"slope", made.model.calibration.slope},
                        {"intercept", made.model.calibration.intercept},
                        {"share", parts.recipe.calibration_share},
                        {"rows", made.calibration_rows},
                        {"purged", made.purged_rows},
                        {"fitted_rows", made.fitted_rows}};
  all["frozen"] = as_json(made.frozen);
  all["offline_metrics"] = {{"auc", cv.grid[cv.best].auc_mean},
                            {"precision_at_20", mean_precision(cv)},
                            {"of", "the folds' test rows"}};
  all["psi_validation"] = psi_json(parts.profiles);
  all["seed"] = parts.recipe.seed;
  all["tools"] = tools_json();
  return all;
}

}  // namespace training
