// training_manifest.json: what a model was made of, for people, gates and evaluation
// (docs/training.md lists its keys).
#pragma once

#include <boost/json/object.hpp>
#include <cstdint>
#include <string>
#include <vector>

#include "cross_validate.h"
#include "feature_report.h"
#include "load_dataset.h"
#include "make_model.h"
#include "target.h"

namespace training {

struct ManifestParts {
  std::string version;
  Target target;
  std::vector<std::string> sets;
  std::vector<std::string> features;
  std::vector<std::string> inputs_estimated;  // features that had to be given the weight 0
  std::vector<DataFile> files;
  LabelSpan window{};  // from the first row's snapshot to the last label's decision
  uint64_t rows = 0;
  int64_t training_date_ms = 0;
  Recipe recipe;
  CrossValidation cv;
  MadeModel made;
  std::vector<FeatureProfile> profiles;  // of the training rows
};

// What evaluation needs of it:
//
//   data_window.from_ms, .until_ms    no row may touch it, nor the embargo on either side
//   cv.embargo_min
//   cv.summary.auc_std, .month_interval
//   frozen.threshold, .base_rate, .persistence.input, .slope, .intercept
//   feature_sets, inputs_estimated    lists of names
[[nodiscard]] boost::json::object manifest_json(const ManifestParts& parts);

[[nodiscard]] boost::json::object as_json(const Frozen& frozen);

}  // namespace training
