// Files that were changed in place: the definition's text is the same, but the files that it names
// differ from those that its object was copied from.
#pragma once

#include <boost/json/array.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "blueprint/blueprint.h"
#include "config/config.h"

namespace spark::change {

struct ChangedFile {
  std::string what;            // the definition's key
  std::filesystem::path path;  // of the library or the artefact
  std::string object;          // the digest of the definition's object
  std::string found;           // the digest of the files at `path`; "": they cannot be read …
  std::string why;             // … for this reason
};

// Checks all definitions of `config` that have an object in `blueprint`, except overrides, whose
// files may be gone. Reads all of the files. [builder]
[[nodiscard]] std::vector<ChangedFile> changed_files(const blueprint::Blueprint& blueprint,
                                                     const config::Config& config,
                                                     const std::filesystem::path& plugin_folder);

// {"what", "path", "running", "found" (null if the files cannot be read), "error" (only then)}
[[nodiscard]] boost::json::array to_json(const std::vector<ChangedFile>& all);

}  // namespace spark::change
