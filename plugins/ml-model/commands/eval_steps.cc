#include "eval_steps.h"

#include <algorithm>
#include <chrono>
#include <random>

#include "eval_judge.h"
#include "feature_sets.h"
#include "spark/market/input_files.h"
#include "spark/tool/format.h"
#include "training/data_quality.h"

namespace eval {
namespace {

namespace market = spark::market;
namespace offline = spark::offline;
namespace tool = spark::tool;
using tool::Error;
using tool::Exit;
using tool::Result;

struct Models {
  Subject subject;
  std::optional<Subject> other;
  training::LabelRule rule;
};

Result<Models> open_models(const Request& request) {
  Result<Subject> subject = open_subject(request.model, request.model_plugin);
  if (!subject) return subject.error();
  if (!subject->model.about().is_probability)
    return Error{Exit::usage, request.model.string() +
                                  ": its scores are no probabilities (kind is not "
                                  "'probability'), so that losses and calibration mean nothing"};
  const Result<training::LabelRule> rule = training::label_rule(subject->target());
  if (!rule)
    return Error{rule.error().exit,
                 request.model.string() + ": model.json: " + rule.error().text +
                     ". Labels of other targets cannot be computed from market files"};
  std::optional<Subject> other;
  if (!request.against.empty()) {
    Result<Subject> opened = open_subject(request.against, request.model_plugin);
    if (!opened) return opened.error();
    if (opened->target() != subject->target())
      return Error{Exit::usage, "targets differ: " + request.model.string() + " and " +
                                    request.against.string() +
                                    " predict different things, so their scores are not "
                                    "comparable"};
    other = std::move(*opened);
  }
  return Models{std::move(*subject), std::move(other), *rule};
}

void want(std::vector<std::string>& columns, const std::vector<std::string>& more) {
  for (const std::string& name : more)
    if (std::find(columns.begin(), columns.end(), name) == columns.end()) columns.push_back(name);
}

std::vector<std::string> columns_for(const Models& models) {
  std::vector<std::string> columns = models.subject.model.about().features;
  if (const auto& frozen = models.subject.manifest.frozen; frozen)
    if (!frozen->persistence.input.empty()) want(columns, {frozen->persistence.input});
  if (models.other) want(columns, models.other->model.about().features);
  return columns;
}

Result<training::Loaded> load(const Request& request, const Models& models, Evaluation& out) {
  const Result<std::vector<std::string>> files = market::expand(request.data);
  if (!files) return files.error();
  training::DataRequest wanted;
  wanted.files = *files;
  wanted.read = request.read;
  wanted.plugin_file = request.features_plugin;
  wanted.columns = columns_for(models);
  wanted.progress = request.progress;
  const auto sets = sets_with(wanted.columns, wanted.plugin_file);
  if (!sets) return sets.error();
  wanted.sets = *sets;

  const Result<std::vector<training::DataFile>> digests = training::digests(*files);
  if (!digests) return digests.error();
  out.data.files = *digests;
  out.data.findings = training::inspect(wanted);
  if (!out.data.findings.problems.empty())
    return Error{Exit::usage, out.data.findings.problems.front()};
  Result<training::Loaded> loaded = training::load_dataset(wanted, out.data.findings.rows);
  if (loaded) out.data.estimated_spreads = loaded->estimated_spreads;
  return loaded;
}

void add_notes(const Models& models, const training::Loaded& loaded, Evaluation& out) {
  // One note each; a report that is kept must not know a machine's folders.
  for (const training::QualityCheck& check :
       training::without_folders(training::check_files(out.data.findings))) {
    if (check.pass) continue;
    out.notes.push_back("The data are not as good as training would ask: " + check.name +
                        ", expected " + check.expected + ", found " + check.found +
                        (check.where.empty() ? "." : " at " + check.where + "."));
  }
  if (loaded.estimated_spreads > 0)
    out.notes.push_back("Klines hold no spread: that of " +
                        tool::grouped(loaded.estimated_spreads) + " rows is an estimate.");
  if (models.rule.kind == training::LabelRule::Kind::volatility)
    out.notes.emplace_back(
        "The label says whether the next minutes move more than the last day did, up or down. "
        "That is no trading edge by itself.");
}

Result<std::vector<double>> scores_of(const Subject& subject, const training::Dataset& data) {
  return subject.model.scores(columns_of(data, subject.model.about().features));
}

Identity identity_of(const std::string& version) {
  const auto now = std::chrono::system_clock::now();
  constexpr const char* hex = "0123456789abcdef";
  std::random_device device;
  std::string random;
  for (int i = 0; i < 8; ++i) random += hex[device() % 16];
  return {"ml-engine_" + version + "_eval_" + tool::utc_compact(now) + "_" + random,
          std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count()};
}

}  // namespace

Result<Evaluation> evaluate(const Request& request) {
  Result<Models> models = open_models(request);
  if (!models) return models.error();
  const auto& about = models->subject.model.about();
  Evaluation out;
  out.identity = identity_of(about.version);
  out.version = about.version;
  out.type = about.type;
  out.sha256 = about.sha256;
  out.target = models->subject.target();
  out.manifest = models->subject.manifest;

  const Result<training::Loaded> loaded = load(request, *models, out);
  if (!loaded) return loaded.error();
  const training::Dataset& data = loaded->data;
  const training::Labels labels = training::label(data, models->rule);
  const Result<std::vector<double>> scores = scores_of(models->subject, data);
  if (!scores) return scores.error();
  std::optional<Other> other;
  Result<std::vector<double>> scores_of_other = std::vector<double>();
  if (models->other) {
    scores_of_other = scores_of(*models->other, data);
    if (!scores_of_other) return scores_of_other.error();
    const auto& about_other = models->other->model.about();
    other = {about_other.version, about_other.sha256, *scores_of_other,
             models->other->manifest.span};
  }
  add_notes(*models, *loaded, out);
  const Material material{data, labels, *scores, models->rule.horizon_ms};
  if (auto judged = judge(models->subject, material, request.span, other, out); !judged)
    return judged.error();
  return out;
}

}  // namespace eval
