#include "train_fit.h"

#include "training/cross_validate.h"
#include "training/offline_verdict.h"

namespace train {

namespace tool = spark::tool;
using tool::Error;
using tool::Exit;
using tool::Result;
using training::TrainingRows;

Result<Trained> train(const Config& config, const Options& options, const Material& material) {
  const TrainingRows& rows = material.train;
  training::Recipe recipe = config.recipe;
  recipe.logistic.weight_zero = material.inputs_estimated;
  tool::Progress progress(options.progress, "fits", config.grid.size() * recipe.folds.folds + 1);
  const std::string& input = material.persistence_input;
  Result<training::CrossValidation> cv =
      training::cross_validate(rows, recipe, config.grid, input, [&progress] { progress.add(1); });
  if (!cv) return cv.error();
  const training::GridResult& best = cv->grid[cv->best];
  if (const auto alarm = training::leakage_alarm(material.rule, best.auc_mean))
    return Error{Exit::failed, *alarm};
  Result<training::MadeModel> made = training::make_model(rows, recipe, best.point, input);
  if (!made) return made.error();
  progress.finish();

  Trained trained;
  if (material.test.size() > 0) {
    const auto measures = training::judge(*made, material.test, recipe.seed);
    if (!measures) return measures.error();
    trained.test = *measures;
    trained.test_days = training::days_with_rows(material.test.ts_ms);
    if (trained.test)
      if (const auto alarm = training::leakage_alarm(material.rule, trained.test->auc))
        return Error{Exit::failed, *alarm};
  }
  training::ManifestParts& parts = trained.parts;
  parts.version = config.model_version;
  parts.target = config.target;
  parts.sets = material.sets;
  parts.features = material.features;
  parts.inputs_estimated = material.inputs_estimated;
  parts.files = material.files;
  parts.window = {rows.ts_ms.front(), rows.spans.back().until_ms};
  parts.rows = rows.size();
  parts.training_date_ms = options.date_ms.value_or(rows.ts_ms.back());
  parts.recipe = recipe;
  parts.cv = std::move(*cv);
  parts.made = std::move(*made);
  parts.profiles = material.profiles;
  return trained;
}

}  // namespace train
