// The checks behind a model's description, one function for each group of fields.
#include "plugin/model_checks.h"

#include <cmath>
#include <set>
#include <span>
#include <string>
#include <utility>

#include "base/sha256.h"
#include "plugin/text.h"

namespace spark::plugin {

namespace {

constexpr size_t word_bytes_max = 64;  // version, type, target

base::Result<void> read_word(std::string& out, const char* raw, std::string_view what,
                             bool may_be_empty) {
  auto text = read_text(raw, what, word_bytes_max);
  if (!text) return text.error();
  if (text->empty() && !may_be_empty) return base::Error(std::string(what) + " is empty");
  out = std::move(*text);
  return {};
}

base::Result<void> read_words(frame::ModelInfo& info, const spark_model_info& raw) {
  struct Word {
    std::string& out;
    const char* raw;
    std::string_view what;
    bool may_be_empty;
  };
  const Word words[] = {
      {info.version, raw.version, "its version", false},
      {info.type, raw.type, "its type", false},
      {info.sha256, raw.sha256, "its sha256", true},
      {info.target.event, raw.target_event, "its target_event", false},
      {info.target.horizon, raw.target_horizon, "its target_horizon", true},
      {info.target.reference, raw.target_reference, "its target_reference", true},
  };
  for (const Word& word : words) {
    auto read = read_word(word.out, word.raw, word.what, word.may_be_empty);
    if (!read) return read;
  }
  if (!info.sha256.empty() && !base::is_sha256_hex(info.sha256))
    return base::Error("its sha256 '" + info.sha256 + "' is not 64 lower-case hex digits");
  return {};
}

base::Result<std::vector<std::string>> read_features(const spark_model_info& raw) {
  if (raw.dimension == 0)
    return base::Error("it has dimension 0; a model has at least one feature");
  if (raw.dimension > features_max)
    return base::Error("it has dimension " + std::to_string(raw.dimension) + ", more than " +
                       std::to_string(features_max));
  if (raw.features == nullptr) return base::Error("its features are null");
  std::vector<std::string> features;
  std::set<std::string_view> seen;
  features.reserve(raw.dimension);  // `seen` views into it
  for (uint32_t i = 0; i < raw.dimension; ++i) {
    auto name = read_name(raw.features[i], "the name of feature " + std::to_string(i));
    if (!name) return name.error();
    features.push_back(std::move(*name));
    if (!seen.insert(features.back()).second)
      return base::Error("it has the feature '" + features.back() + "' twice");
  }
  return features;
}

base::Result<void> read_probes(frame::ModelInfo& info, const spark_model_info& raw) {
  if (raw.probe_count == 0) return {};
  if (raw.probe_count > probes_max)
    return base::Error("it has " + std::to_string(raw.probe_count) + " probes, more than " +
                       std::to_string(probes_max));
  if (raw.probe_rows == nullptr || raw.probe_scores == nullptr)
    return base::Error("its probes are null");
  const std::span rows(raw.probe_rows, size_t{raw.probe_count} * raw.dimension);
  const std::span scores(raw.probe_scores, raw.probe_count);
  for (size_t i = 0; i < rows.size(); ++i)
    if (!std::isfinite(rows[i]) && !(info.accepts_missing && std::isnan(rows[i])))
      return base::Error("probe row " + std::to_string(i / raw.dimension) +
                         " is not finite in feature '" + info.features[i % raw.dimension] + "'");
  for (size_t i = 0; i < scores.size(); ++i)
    if (!std::isfinite(scores[i]))
      return base::Error("probe score " + std::to_string(i) + " is not finite");
  info.probe_rows.assign(rows.begin(), rows.end());
  info.probe_scores.assign(scores.begin(), scores.end());
  return {};
}

}  // namespace

base::Result<void> check_complete(const spark_model& model) {
  if (model.destroy == nullptr) return base::Error("its destroy is null");
  if (model.predict == nullptr) return base::Error("its predict is null");
  if (model.scratch_create == nullptr) return base::Error("its scratch_create is null");
  if (model.scratch_destroy == nullptr) return base::Error("its scratch_destroy is null");
  return {};
}

base::Result<frame::ModelInfo> read_info(const spark_model_info* raw) {
  if (raw == nullptr) return base::Error("its info is null");
  frame::ModelInfo info;
  const auto words = read_words(info, *raw);
  if (!words) return words.error();
  if (raw->kind != SPARK_MODEL_PROBABILITY && raw->kind != SPARK_MODEL_HEURISTIC)
    return base::Error("its kind " + std::to_string(raw->kind) + " does not exist");
  if ((raw->flags & ~uint32_t{SPARK_MODEL_ACCEPTS_MISSING}) != 0)
    return base::Error("it has unknown flags " + std::to_string(raw->flags));
  info.probability = raw->kind == SPARK_MODEL_PROBABILITY;
  info.accepts_missing = (raw->flags & SPARK_MODEL_ACCEPTS_MISSING) != 0;
  auto features = read_features(*raw);
  if (!features) return features.error();
  info.features = std::move(*features);
  const auto probes = read_probes(info, *raw);
  if (!probes) return probes.error();
  return info;
}

}  // namespace spark::plugin
