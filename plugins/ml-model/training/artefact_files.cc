#include "artefact_files.h"

#include <boost/json/array.hpp>

#include "../sha256.h"
#include "../trees/ensemble.h"
#include "../trees/lightgbm_file.h"
#include "../trees/xgboost_file.h"
#include "artefact_text.h"
#include "spark/error.h"

namespace training {

namespace json = boost::json;
namespace trees = ml_model::trees;

namespace {

using spark::tool::Error;
using spark::tool::Exit;
using spark::tool::Result;

constexpr const char* scaler_name = "scaler_params.json";

// XGBoost's two formats begin with '{', and UBJSON has no blank and no quote after it.
std::string ensemble_name(const Fitted& model) {
  if (model.type == Fitted::Type::lightgbm) return "trees.txt";
  const bool is_ubj = model.ensemble.size() > 1 && model.ensemble[0] == '{' &&
                      std::string_view("\"} \t\r\n").find(model.ensemble[1]) == std::string::npos;
  return is_ubj ? "trees.ubj" : "trees.json";
}

std::string joined(const std::vector<std::string>& names) {
  std::string out;
  for (const std::string& name : names) out.append(out.empty() ? "" : "\n").append(name);
  return out;
}

bool is_calibrated(const Fitted& model) {
  return model.calibration.slope != 1 || model.calibration.intercept != 0;
}

bool is_probability(const ArtefactPlan& plan) {
  if (plan.model.type == Fitted::Type::logistic || is_calibrated(plan.model)) return true;
  const auto read =
      plan.model.type == Fitted::Type::xgboost ? trees::read_xgboost : trees::read_lightgbm;
  const trees::Forest forest = read(ensemble_name(plan.model), plan.model.ensemble, plan.features);
  return forest.link.kind != trees::Link::Kind::identity;
}

json::object model_of(const ArtefactPlan& plan) {
  constexpr const char* types[] = {"logistic", "xgboost", "lightgbm"};
  const Fitted& model = plan.model;
  json::object out{{"kind", is_probability(plan) ? "probability" : "heuristic"},
                   {"type", types[static_cast<int>(model.type)]}};
  if (model.type != Fitted::Type::logistic) out["ensemble"] = ensemble_name(model);
  if (plan.accepts_missing) out["accepts_missing"] = true;
  out["version"] = plan.version;
  out["target"] = {{"event", plan.target.event},
                   {"horizon", plan.target.horizon},
                   {"reference", plan.target.reference}};
  out["features"] = json::array(plan.features.begin(), plan.features.end());
  out["feature_set_sha256"] = ml_model::sha256_hex(joined(plan.features));
  if (model.type == Fitted::Type::logistic) {
    out["scaler"] = scaler_name;
    out["weights"] = numbers_of(model.weights);
  }
  if (is_calibrated(model)) {
    out["calibration"] = {{"slope", model.calibration.slope},
                          {"intercept", model.calibration.intercept}};
  }
  return out;
}

json::object scaler_of_plan(const ArtefactPlan& plan) {
  const Scaler& scaler = plan.model.scaler;
  return {{"features", json::array(plan.features.begin(), plan.features.end())},
          {"low", numbers_of(scaler.low)},
          {"high", numbers_of(scaler.high)},
          {"mean", numbers_of(scaler.mean)},
          {"scale", numbers_of(scaler.scale)}};
}

}  // namespace

Result<std::map<std::string, std::string>> artefact_files(const ArtefactPlan& plan) {
  std::map<std::string, std::string> files;
  try {
    files["model.json"] = artefact_text(model_of(plan));
  } catch (const spark::Error& error) {
    return Error{Exit::usage, error.what()};
  }
  if (plan.model.type == Fitted::Type::logistic) {
    files[scaler_name] = artefact_text(scaler_of_plan(plan));
  } else {
    files[ensemble_name(plan.model)] = plan.model.ensemble;
  }
  if (!plan.manifest.empty()) files["training_manifest.json"] = artefact_text(plan.manifest);
  if (!plan.reference.empty()) {
    files["reference_distributions.json"] = artefact_text(plan.reference);
  }
  for (const auto& [name, text] : plan.texts) {
    const bool is_free = name != "probes.json" && name != "SHA256SUMS";
    if (is_free && files.emplace(name, text).second) continue;
    return Error{Exit::usage, name + ": is written by itself and cannot be a further file"};
  }
  return files;
}

std::string probes_text(const ArtefactPlan& plan, const std::vector<double>& scores) {
  json::array rows;
  for (const std::vector<double>& row : plan.probe_rows) rows.push_back(numbers_of(row));
  return artefact_text(
      json::object{{"exact", true}, {"rows", rows}, {"scores", numbers_of(scores)}});
}

}  // namespace training
