#include "write_model.h"

#include "sha256.h"
#include "train_page.h"
#include "train_text.h"
#include "training/artefact_files.h"
#include "training/artefact_text.h"
#include "training/reference.h"
#include "training/write_artefact.h"

namespace train {

using spark::tool::Result;

namespace {

// The training rows as a dataset of the model's features.
training::Dataset dataset_of(const training::TrainingRows& rows) {
  training::Dataset data;
  data.names = rows.names;
  data.ts_ms = rows.ts_ms;
  data.mids.assign(rows.size(), 0);  // the reference holds no prices
  data.values = rows.values;
  return data;
}

Result<boost::json::object> reference_of(const Material& material, const Trained& trained) {
  const auto scores = training::scores_of(trained.parts.made.model, material.train);
  if (!scores) return scores.error();
  std::vector<std::string> symbols;
  if (!material.findings.symbol.empty()) symbols.push_back(material.findings.symbol);
  return training::reference_distributions(dataset_of(material.train), *scores, symbols,
                                           material.inputs_estimated)
      .value_or(boost::json::object());
}

}  // namespace

Result<void> write(const Config& config, const Options& options, const Material& material,
                   const Trained& trained) {
  const training::ManifestParts& parts = trained.parts;
  training::ArtefactPlan plan;
  plan.version = config.model_version;
  plan.target = config.target;
  plan.features = material.features;
  plan.model = parts.made.model;
  plan.probe_rows = probe_rows(material.train);
  plan.manifest = training::manifest_json(parts);
  const auto files = training::artefact_files(plan);
  if (!files) return files.error();
  plan.manifest["checksum"] = ml_model::sha256_hex(files->at("model.json"));
  Result<boost::json::object> reference = reference_of(material, trained);
  if (!reference) return reference.error();
  plan.reference = std::move(*reference);
  plan.texts["training_log.txt"] = data_text(config, material) + training_text(config, trained);
  plan.texts["data_quality_report.json"] = training::artefact_text(training::as_json(
      training::without_folders(material.checks), training::without_folders(material.findings)));
  plan.texts["training_report.html"] = page_text(config, material, trained);
  plan.texts["feature_report.json"] = training::artefact_text(training::as_json(material.profiles));
  training::WriteOptions how;
  how.is_replacing = options.replace;
  how.plugin_file = options.model_plugin;
  return training::write_artefact(options.out, plan, how);
}

}  // namespace train
