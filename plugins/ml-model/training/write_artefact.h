// Writes an artefact that the serving plugin has accepted, or nothing.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "artefact_plan.h"
#include "spark/offline/artefact_model.h"
#include "spark/tool/result.h"

namespace training {

using FileTexts = std::map<std::string, std::string>;  // by name

struct WriteOptions {
  // An artefact that lies there is replaced; anything else is not.
  bool is_replacing = false;
  std::filesystem::path plugin_file = spark::offline::ArtefactModel::installed_plugin();
};

// The files are written into a folder beside `folder`, which then takes its name at once: a reader
// sees an artefact or none. Probes are scored by the code that the plugin is made of, and at the
// end the plugin's library loads the artefact and computes them again. One plan is the same bytes,
// whenever and wherever it is written.
//
// Errors are of usage where the plan, or an existing folder, is wrong, and name file and field.
[[nodiscard]] spark::tool::Result<void> write_artefact(const std::filesystem::path& folder,
                                                       const ArtefactPlan& plan,
                                                       const WriteOptions& options = {});

// The same of files that are complete, probes included; the sums are written anew.
[[nodiscard]] spark::tool::Result<void> write_artefact(const std::filesystem::path& folder,
                                                       const FileTexts& files,
                                                       const WriteOptions& options = {});

}  // namespace training
