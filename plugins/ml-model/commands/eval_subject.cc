#include "eval_subject.h"

#include <cmath>
#include <fstream>
#include <iterator>

#include "json.h"
#include "spark/error.h"
#include "training/reference.h"

namespace eval {
namespace {

namespace fs = std::filesystem;
using ml_model::JsonFile;
using spark::tool::Error;
using spark::tool::Exit;
using spark::tool::Result;

constexpr const char* manifest_name = "training_manifest.json";

std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// None where the field is missing or null.
std::optional<double> number_at(const JsonFile& file, const std::string& field) {
  try {
    return file.number(field);
  } catch (const spark::Error&) {
    return {};
  }
}

int64_t whole_at(const JsonFile& file, const std::string& field) {
  const double value = file.number(field);
  if (!(value >= 0 && value <= 1e15)) file.refuse(field, "expected milliseconds or minutes");
  return static_cast<int64_t>(value);
}

training::Frozen frozen_of(const JsonFile& file) {
  training::Frozen frozen;
  frozen.threshold = file.number("frozen.threshold");
  frozen.base_rate = file.number("frozen.base_rate");
  if (!(frozen.base_rate > 0 && frozen.base_rate < 1))
    file.refuse("frozen.base_rate", "expected a share between 0 and 1");
  frozen.persistence.input = file.text("frozen.persistence.input");
  frozen.persistence.line = {file.number("frozen.persistence.slope"),
                             file.number("frozen.persistence.intercept")};
  return frozen;
}

Manifest manifest_of(const JsonFile& file) {
  Manifest manifest;
  if (file.has("frozen")) manifest.frozen = frozen_of(file);
  if (file.has("data_window")) {
    TrainingSpan span;
    span.from_ms = whole_at(file, "data_window.from_ms");
    span.until_ms = whole_at(file, "data_window.until_ms");
    if (file.has("cv")) span.embargo_ms = whole_at(file, "cv.embargo_min") * 60'000;
    manifest.span = span;
  }
  manifest.cv_std = number_at(file, "cv.summary.auc_std");
  const auto low = number_at(file, "cv.summary.month_interval.0");
  const auto high = number_at(file, "cv.summary.month_interval.1");
  if (low && high) manifest.month = training::Interval{*low, *high};
  if (file.has("inputs_estimated")) manifest.inputs_estimated = file.texts("inputs_estimated");
  return manifest;
}

training::BinnedReference binned(const training::ReferenceSeries& series) {
  return {series.bins, series.counts, series.counts_in_mean()};
}

Result<training::References> references_of(const fs::path& folder,
                                           const std::vector<std::string>& features) {
  training::References references;
  references.features.resize(features.size());
  const fs::path file = folder / "reference_distributions.json";
  if (!fs::exists(file)) return references;
  const Result<training::Reference> read = training::read_reference(file);
  if (!read) return read.error();
  for (size_t i = 0; i < features.size(); ++i)
    for (const training::ReferenceSeries& series : read->features)
      if (series.name == features[i]) references.features[i] = binned(series);
  references.score = binned(read->score);
  return references;
}

}  // namespace

training::Target Subject::target() const {
  const auto& target = model.about().target;
  return {target.event, target.horizon, target.reference};
}

Result<Subject> open_subject(const fs::path& folder, const fs::path& plugin_file) {
  Result<spark::offline::ArtefactModel> model =
      spark::offline::ArtefactModel::open(folder, plugin_file);
  if (!model) return model.error();
  const std::vector<std::string> features = model->about().features;
  Result<training::References> references = references_of(folder, features);
  if (!references) return references.error();
  Subject subject{folder, std::move(*model), {}, std::move(*references), {}};
  subject.weights.resize(features.size());
  try {
    if (fs::exists(folder / manifest_name))
      subject.manifest = manifest_of(JsonFile(manifest_name, text_of(folder / manifest_name)));
    const JsonFile file("model.json", text_of(folder / "model.json"));
    if (file.has("weights")) {
      const std::vector<double> weights = file.numbers("weights");
      for (size_t i = 0; i < weights.size() && i < features.size(); ++i)
        subject.weights[i] = weights[i];
    }
  } catch (const spark::Error& error) {
    return Error{Exit::usage, folder.string() + ": " + error.what()};
  }
  return subject;
}

}  // namespace eval
