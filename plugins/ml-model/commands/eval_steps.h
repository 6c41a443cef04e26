// `sparkctl eval` from files to its outcome; the command line, and what is written, are in eval.cc.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "eval_result.h"
#include "spark/market/survey.h"
#include "spark/offline/artefact_model.h"
#include "spark/offline/snapshot_stage.h"
#include "spark/tool/progress.h"

namespace eval {

struct Request {
  std::filesystem::path model;    // the artefact's folder
  std::filesystem::path against;  // a second one; empty: none
  std::vector<std::string> data;  // files or folders
  spark::market::ReadOptions read{};
  Span span{};
  spark::tool::ProgressStyle progress = spark::tool::ProgressStyle::quiet;
  std::filesystem::path features_plugin = spark::offline::SnapshotStage::installed_plugin();
  std::filesystem::path model_plugin = spark::offline::ArtefactModel::installed_plugin();
};

// Errors are of usage: an artefact that does not load, a target whose labels cannot be computed,
// data that training saw, market files that cannot be read. [tools]
[[nodiscard]] spark::tool::Result<Evaluation> evaluate(const Request& request);

}  // namespace eval
