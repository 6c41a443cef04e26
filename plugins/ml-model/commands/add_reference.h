// Gives an artefact that has none the distributions of its features and scores on recorded data.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "spark/tool/progress.h"
#include "spark/tool/result.h"

namespace models {

struct ReferenceRequest {
  std::filesystem::path artefact;
  std::vector<std::string> data;  // files, or folders of them
  std::filesystem::path out;
  bool is_replacing = false;
  std::filesystem::path features_plugin;
  std::filesystem::path model_plugin;
  spark::tool::ProgressStyle progress = spark::tool::ProgressStyle::quiet;
};

struct AddedReference {
  uint64_t minutes = 0;  // of the data
  uint64_t rows = 0;     // of them, those that the model has a score for
  uint64_t bytes = 0;    // of the file
  std::vector<std::string> estimated;
};

// The data must pass the checks that training asks of them. All files of the artefact stay as they
// are; reference_distributions.json is added or replaced, and the sums are written anew.
[[nodiscard]] spark::tool::Result<AddedReference> add_reference(const ReferenceRequest& request);

}  // namespace models
