#include "write_model.h"

#include "train_text.h"
#include "training/artefact_text.h"
#include "training/write_artefact.h"

namespace train {

using spark::tool::Result;

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
  plan.texts["training_log.txt"] = data_text(config, material) + training_text(config, trained);
  plan.texts["data_quality_report.json"] =
      training::artefact_text(training::as_json(material.checks, material.findings));
  training::WriteOptions how;
  how.is_replacing = options.replace;
  how.plugin_file = options.model_plugin;
  return training::write_artefact(options.out, plan, how);
}

}  // namespace train
