#include "logistic.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <set>

#include "artefact.h"
#include "json.h"
#include "sha256.h"

namespace ml_model {
namespace {

constexpr size_t name_chars_max = 64;

bool plain(std::string_view word) {
  return !word.empty() && word.size() <= name_chars_max &&
         word.find_first_not_of(
             "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-") ==
             std::string_view::npos;
}

std::string digits(double value) {
  char out[32];
  return {out, std::to_chars(out, out + sizeof out, value).ptr};
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
  info.type = file.text("type");
  if (info.type != "logistic") file.refuse("type", "expected logistic, not '" + info.type + "'");
  info.version = file.text("version");
  if (!plain(info.version)) {
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
    if (!plain(name)) file.refuse("features", "'" + name + "' is not a name");
    if (!seen.insert(name).second) file.refuse("features", "'" + name + "' is there twice");
    if (!joined.empty()) joined += '\n';
    joined += name;
  }
  const std::string said = file.text("feature_set_sha256");
  const std::string found = sha256_hex(joined);
  if (said != found) {
    file.refuse("feature_set_sha256", "is " + said + ", but the features' is " + found);
  }
}

Weights read_weights(const JsonFile& file, size_t dimension) {
  Weights out{file.numbers("weights"), file.number("clip_low"), file.number("clip_high")};
  if (out.w.size() != dimension) {
    file.refuse("weights",
                std::to_string(out.w.size()) + " for " + std::to_string(dimension) + " features");
  }
  if (!(out.clip_low >= 0 && out.clip_low < out.clip_high && out.clip_high <= 1)) {
    file.refuse("clip_low, clip_high", "expected 0 <= clip_low < clip_high <= 1, not " +
                                           digits(out.clip_low) + ", " + digits(out.clip_high));
  }
  return out;
}

bool same_bits(double a, double b) {
  return std::bit_cast<uint64_t>(a) == std::bit_cast<uint64_t>(b);
}

// As the host compares them (abi.h): the tool that wrote the scores may sum in another order.
bool within_rounding(double a, double b) {
  return std::fabs(a - b) <= 1e-12 * std::max(std::fabs(a), std::fabs(b));
}

void read_probes(const JsonFile& file, const Weights& weights, spark::ModelInfo& info) {
  const auto rows = file.rows("rows");
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
    const double computed = score(weights, rows[i]);
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

double score(const Weights& weights, std::span<const double> row) {
  double z = 0;
  for (size_t i = 0; i < weights.w.size(); ++i) z += weights.w[i] * row[i];
  // Where exp() overflows to infinity, p is 0: the right limit, and then the lower clip.
  const double p = 1 / (1 + std::exp(-z));
  return std::clamp(p, weights.clip_low, weights.clip_high);
}

Logistic::Loaded Logistic::load(std::string_view artefact) {
  if (artefact.empty()) throw spark::Error("an artefact is needed", SPARK_E_INVALID);
  const std::string folder = std::filesystem::path(artefact).filename().string();
  try {
    const Artefact files = load_artefact(artefact);
    Loaded out;
    out.info.sha256 = files.sha256;
    const JsonFile model("model.json", files.model_json);
    read_identity(model, out.info);
    read_features(model, out.info);
    out.weights = read_weights(model, out.info.features.size());
    read_probes(JsonFile("probes.json", files.probes_json), out.weights, out.info);
    return out;
  } catch (const spark::Error& error) {
    throw spark::Error("artefact " + folder + ": " + error.what(), error.code());
  }
}

Logistic::Logistic(Loaded loaded)
    : Model(std::move(loaded.info)), weights_(std::move(loaded.weights)) {}

Logistic::Logistic(const spark::Config&, std::string_view artefact) : Logistic(load(artefact)) {}

}  // namespace ml_model
