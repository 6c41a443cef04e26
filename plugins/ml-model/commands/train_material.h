// The data of a training: read, checked, and made rows of.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "spark/tool/progress.h"
#include "spark/tool/result.h"
#include "train_config.h"
#include "training/data_quality.h"
#include "training/feature_report.h"
#include "training/labels.h"
#include "training/load_dataset.h"
#include "training/training_rows.h"

namespace train {

struct Options {
  std::vector<std::string> data;  // files or folders
  std::filesystem::path out;      // the artefact's folder
  bool replace = false;
  std::optional<int64_t> date_ms;  // instead of the newest training row's time
  std::filesystem::path features_plugin;
  std::filesystem::path model_plugin;
  spark::tool::ProgressStyle progress = spark::tool::ProgressStyle::quiet;
};

// The data that are read, checked, and made rows of.
struct Material {
  spark::market::Findings findings;
  std::vector<training::QualityCheck> checks;
  training::LabelRule rule;
  std::string persistence_input;  // a feature; empty: the newest label
  std::vector<std::string> features;
  std::vector<std::string> inputs_estimated;
  std::vector<std::string> sets;
  std::vector<training::DataFile> files;
  std::vector<training::FeatureProfile> profiles;
  training::TrainingRows train;
  training::TrainingRows test;  // empty: the configuration names no test span
};

// A refusal for the data's quality is no error: `checks` do not pass, and there are no rows.
[[nodiscard]] spark::tool::Result<Material> prepare(const Config& config, const Options& options);

}  // namespace train
