// A model as `sparkctl eval` judges it: the artefact, opened by the library that serves, and what
// training wrote beside it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "spark/offline/artefact_model.h"
#include "spark/tool/result.h"
#include "training/frozen.h"
#include "training/measures.h"
#include "training/report/weekly_psi.h"
#include "training/target.h"

namespace eval {

// What training has seen, and how far other rows must be from it.
struct TrainingSpan {
  int64_t from_ms = 0;   // of the first row
  int64_t until_ms = 0;  // when the last label was known
  int64_t embargo_ms = 0;
};

// training_manifest.json, as far as it says what evaluation must not find out by itself. Artefacts
// that were packed by hand may have none of it.
struct Manifest {
  std::optional<training::Frozen> frozen;
  std::optional<TrainingSpan> span;
  std::optional<double> cv_std;               // of the folds' AUC
  std::optional<training::Interval> month;    // where AUC of another month was expected: 90 %
  std::vector<std::string> inputs_estimated;  // features that training data did not hold
};

struct Subject {
  std::filesystem::path folder;
  spark::offline::ArtefactModel model;
  Manifest manifest;
  training::References references;             // as the model's features
  std::vector<std::optional<double>> weights;  // one a feature; none of models without weights

  [[nodiscard]] training::Target target() const;
};

// Errors are of usage and name folder, file and field. [tools]
[[nodiscard]] spark::tool::Result<Subject> open_subject(const std::filesystem::path& folder,
                                                        const std::filesystem::path& plugin_file);

}  // namespace eval
