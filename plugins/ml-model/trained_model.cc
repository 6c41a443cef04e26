#include "trained_model.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <filesystem>
#include <set>
#include <string>
#include <utility>

#include "artefact.h"
#include "digits.h"
#include "json.h"
#include "logistic.h"
#include "sha256.h"
#include "trees/ensemble.h"

namespace ml_model {
namespace {

static_assert(features_max <= trees::row_elements_max);

struct Type {
  std::string_view name;
  MakeScorer make;
};
constexpr Type types[] = {{"lightgbm", trees::make_lightgbm},
                          {"logistic", make_logistic},
                          {"xgboost", trees::make_xgboost}};

const Type& type_of(const JsonFile& file) {
  const std::string name = file.text("type");
  std::string known;
  for (const Type& type : types) {
    if (type.name == name) return type;
    known.append(known.empty() ? "" : " or ").append(type.name);
  }
  file.refuse("type", "expected " + known + ", not '" + name + "'");
}

void read_identity(const JsonFile& file, spark::ModelInfo& info) {
  const std::string kind = file.text("kind");
  if (kind == "probability") {
    info.kind = SPARK_MODEL_PROBABILITY;
  } else if (kind == "heuristic") {
    info.kind = SPARK_MODEL_HEURISTIC;
  } else {
    file.refuse("kind", "expected probability or heuristic, not '" + kind + "'");
  }
  info.type = type_of(file).name;
  info.accepts_missing = file.flag("accepts_missing");
  info.version = file.text("version");
  if (!is_plain_name(info.version)) {
    file.refuse("version", "expected 1 to 64 of letters, digits, '.', '_', '-'");
  }
  info.target = {file.text("target.event"), file.text("target.horizon"),
                 file.text("target.reference")};
  if (info.target.event.empty()) file.refuse("target.event", "must not be empty");
  if (info.target.horizon.empty()) file.refuse("target.horizon", "must not be empty");
}

void read_features(const JsonFile& file, spark::ModelInfo& info) {
  info.features = file.texts("features");
  if (info.features.empty() || info.features.size() > features_max) {
    file.refuse("features", "expected 1 to " + std::to_string(features_max) + " names");
  }
  std::set<std::string_view> seen;
  std::string joined;
  for (const std::string& name : info.features) {
    if (!is_plain_name(name)) file.refuse("features", "'" + name + "' is not a name");
    if (!seen.insert(name).second) file.refuse("features", "'" + name + "' is there twice");
    if (!joined.empty()) joined += '\n';
    joined += name;
  }
  const std::string said = file.text("feature_set_sha256");
  const std::string found = sha256_hex(joined);
  if (said != found) {
    file.refuse("feature_set_sha256", "the features' is " + found + ", not " + said);
  }
}

bool same_bits(double a, double b) {
  return std::bit_cast<uint64_t>(a) == std::bit_cast<uint64_t>(b);
}

// As the host compares them (abi.h): the tool that wrote the scores may sum in another order.
bool within_rounding(double a, double b) {
  return std::fabs(a - b) <= 1e-12 * std::max(std::fabs(a), std::fabs(b));
}

void read_probes(const JsonFile& file, const Scorer& scorer, spark::ModelInfo& info) {
  const auto rows = file.rows("rows", info.accepts_missing);
  info.probe_scores = file.numbers("scores");
  info.exact_probes = file.flag("exact");
  if (rows.empty() || rows.size() > probes_max) {
    file.refuse("rows", "expected 1 to " + std::to_string(probes_max));
  }
  if (rows.size() != info.probe_scores.size()) {
    file.refuse("scores", std::to_string(info.probe_scores.size()) + " for " +
                              std::to_string(rows.size()) + " rows");
  }
  for (size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].size() != info.features.size()) {
      file.refuse("rows", "row " + std::to_string(i) + " has " + std::to_string(rows[i].size()) +
                              " elements, the model " + std::to_string(info.features.size()) +
                              " features");
    }
    double computed = 0;
    scorer.score(rows[i].data(), rows[i].size(), 1, &computed);
    const double recorded = info.probe_scores[i];
    if (info.exact_probes ? !same_bits(computed, recorded) : !within_rounding(computed, recorded)) {
      file.refuse("scores", "row " + std::to_string(i) + " scores " + digits(computed) + " here, " +
                                digits(recorded) + " is recorded" +
                                (info.exact_probes ? " as exact: another model, or an exp() that "
                                                     "rounds differently"
                                                   : ": another model"));
    }
    info.probe_rows.insert(info.probe_rows.end(), rows[i].begin(), rows[i].end());
  }
}

}  // namespace

std::unique_ptr<const Scorer> scorer_of(std::string_view folder) {
  const JsonFile model("model.json", read_file(folder, "model.json", file_bytes_max));
  spark::ModelInfo info;
  read_identity(model, info);
  read_features(model, info);
  return type_of(model).make({model, folder, info.features.size()});
}

TrainedModel::Loaded TrainedModel::load(std::string_view artefact) {
  if (artefact.empty()) throw spark::Error("an artefact is needed", SPARK_E_INVALID);
  const std::string folder = std::filesystem::path(artefact).filename().string();
  try {
    const Artefact files = load_artefact(artefact);
    Loaded out;
    out.info.sha256 = files.sha256;
    const JsonFile model("model.json", files.model_json);
    read_identity(model, out.info);
    read_features(model, out.info);
    out.scorer = type_of(model).make({model, artefact, out.info.features.size()});
    read_probes(JsonFile("probes.json", files.probes_json), *out.scorer, out.info);
    return out;
  } catch (const spark::Error& error) {
    throw spark::Error("artefact " + folder + ": " + error.what(), error.code());
  }
}

TrainedModel::TrainedModel(Loaded loaded)
    : Model(std::move(loaded.info)), scorer_(std::move(loaded.scorer)) {}

TrainedModel::TrainedModel(const spark::Config&, std::string_view artefact)
    : TrainedModel(load(artefact)) {}

void TrainedModel::tell_term(const spark::Metrics& metrics, double expires) const {
  constexpr uint32_t versions_max = 64;
  metrics
      .gauge({.name = "ml_model_expires_timestamp_seconds",
              .help = "When the term of a version ends, in seconds since the epoch",
              .labels = {{"version", info().version.c_str()}},
              .retired_max = versions_max})
      .set(expires);
}

void TrainedModel::log_about(const spark::Log& log) const {
  if (const std::string about = scorer_->about(); !about.empty()) {
    log.info(std::string("model ").append(info().version).append(": ").append(about));
  }
}

}  // namespace ml_model
