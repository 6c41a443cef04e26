// A configuration with a second lineage beside the shipped one: the pipeline predict-second, whose
// models take features that a request may leave out, so that a test decides who is ready.
#pragma once

#include <filesystem>
#include <string>

#include "end_to_end/changes.h"

namespace spark::test {

// Makes `folder`/<version>: a logistic model of the features bias and `feature`, which answers
// `score` to every row.
std::filesystem::path make_vol_artefact(const std::filesystem::path& folder,
                                        const std::string& version, const std::string& feature,
                                        double score);

class SecondLineage {
 public:
  // `candidate`: its definition under models:, unless it is the artefact of version vol-2.
  explicit SecondLineage(const std::string& candidate = "");

  [[nodiscard]] std::filesystem::path file() const { return configuration.file(); }
  // A request with the values that production, candidate and fallback wait for.
  static std::string body(bool production, bool candidate, bool fallback);

  static constexpr double fallback_score = 0.25;
  static constexpr double production_score = 0.5;
  static constexpr double candidate_score = 0.53;

  Configuration configuration;
  TemporaryFolder artefacts;
  std::string pipeline;  // as it stands in the file
  std::string lineage;
};

}  // namespace spark::test
