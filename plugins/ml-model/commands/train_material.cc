#include "train_material.h"

#include <algorithm>

#include "spark/market/input_files.h"
#include "spark/offline/snapshot_stage.h"

namespace train {
namespace {

namespace market = spark::market;
namespace tool = spark::tool;
using tool::Error;
using tool::Exit;
using tool::Result;
using training::Fitted;
using training::LabelRule;
using training::TrainingRows;

// The volatility forecast that needs no model: the last hour's over the day's median.
constexpr const char* volatility_input = "rv_60m_rel";
constexpr const char* volatility_set = "v1.8.2";

// Files hold no spread where it was estimated from the minute's range: a model must not learn from
// an invention that another source will not repeat.
bool is_of_spread(const std::string& feature) {
  return feature.starts_with("spread_");
}

// In trees a feature that must not count is a constant: no split can use it.
void silence(TrainingRows& rows, const std::vector<std::string>& features) {
  for (size_t column = 0; column < rows.names.size(); ++column) {
    if (std::find(features.begin(), features.end(), rows.names[column]) == features.end()) continue;
    for (size_t i = 0; i < rows.size(); ++i) rows.values[i * rows.names.size() + column] = 0;
  }
}

// The training span's part of the data, for the features' report.
training::Dataset part_of(const training::Dataset& data, const Span& span) {
  training::Dataset part;
  part.names = data.names;
  for (size_t i = 0; i < data.rows(); ++i) {
    if (data.ts_ms[i] < span.from_ms || data.ts_ms[i] >= span.until_ms) continue;
    part.ts_ms.push_back(data.ts_ms[i]);
    part.mids.push_back(data.mids[i]);
    const auto row = data.row(i);
    part.values.insert(part.values.end(), row.begin(), row.end());
  }
  return part;
}

std::vector<std::string> sets_of(const Config& config, const LabelRule& rule) {
  std::vector<std::string> sets = config.sets;
  const bool is_there = std::find(sets.begin(), sets.end(), volatility_set) != sets.end();
  if (rule.kind == LabelRule::Kind::volatility && !is_there) sets.emplace_back(volatility_set);
  return sets;
}

Result<std::vector<std::string>> features_of(const Config& config, const Options& options) {
  if (!config.features.empty()) return config.features;
  const auto stage =
      spark::offline::SnapshotStage::open(options.features_plugin, {&config.sets.front(), 1});
  if (!stage) return stage.error();
  return stage->names();
}

Result<void> fill_rows(const Config& config, const training::Dataset& data, Material& material) {
  const training::Labels labels = training::label(data, material.rule);
  const auto inputs =
      training::persistence_inputs(data, labels, material.rule, material.persistence_input);
  if (!inputs) return inputs.error();
  const auto rows_of = [&](const Span& span) {
    return training::usable_rows(data, labels, *inputs,
                                 {material.features, span.from_ms, span.until_ms});
  };
  Result<TrainingRows> rows = rows_of(config.train);
  if (!rows) return rows.error();
  material.train = std::move(*rows);
  if (config.test) {
    Result<TrainingRows> test = rows_of(*config.test);
    if (!test) return test.error();
    material.test = std::move(*test);
  }
  if (config.recipe.type != Fitted::Type::logistic) {
    silence(material.train, material.inputs_estimated);
    silence(material.test, material.inputs_estimated);
  }
  return {};
}

}  // namespace

Result<Material> prepare(const Config& config, const Options& options) {
  const Result<std::vector<std::string>> files = market::expand(options.data);
  if (!files) return files.error();
  const Result<LabelRule> rule = training::label_rule(config.target);
  if (!rule) return rule.error();
  Material material;
  material.rule = *rule;
  material.sets = sets_of(config, *rule);
  const bool is_volatility = rule->kind == LabelRule::Kind::volatility;
  if (is_volatility) material.persistence_input = volatility_input;
  const Result<std::vector<std::string>> features = features_of(config, options);
  if (!features) return features.error();
  material.features = *features;

  training::DataRequest request;
  request.files = *files;
  request.plugin_file = options.features_plugin;
  request.sets = material.sets;
  request.columns = *features;
  if (is_volatility &&
      std::find(features->begin(), features->end(), volatility_input) == features->end())
    request.columns.emplace_back(volatility_input);
  request.progress = options.progress;
  material.findings = training::inspect(request);
  material.checks = training::check_files(material.findings);
  if (!training::all_pass(material.checks)) return material;
  const auto files_read = training::digests(*files);
  if (!files_read) return files_read.error();
  material.files = *files_read;

  const Result<training::Loaded> loaded = training::load_dataset(request, material.findings.rows);
  if (!loaded) return loaded.error();
  const std::vector<training::QualityCheck> checks = training::check_features(loaded->data);
  material.checks.insert(material.checks.end(), checks.begin(), checks.end());
  material.checks.push_back(training::check_span(loaded->data, "training span",
                                                 config.train.from_ms, config.train.until_ms));
  if (!training::all_pass(material.checks)) return material;
  if (loaded->estimated_spreads > 0)
    std::copy_if(features->begin(), features->end(), std::back_inserter(material.inputs_estimated),
                 is_of_spread);
  training::Dataset part = part_of(loaded->data, config.train);
  material.profiles = training::profile(part);
  if (const Result<void> filled = fill_rows(config, loaded->data, material); !filled)
    return filled.error();
  if (material.train.size() == 0)
    return Error{Exit::usage,
                 "the data have no row with features and a label in the training span"};
  if (auto check = training::check_usable(material.train.size(), material.train.ts_ms.front(),
                                          config.train.until_ms))
    material.checks.push_back(std::move(*check));
  return material;
}

}  // namespace train
