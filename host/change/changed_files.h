// Files that were changed in place: a definition reads as before, and what lies where it points is
// no longer what the definition's object was copied from.
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
  std::string object;          // the digest of what the definition is made of
  std::string found;           // that of what lies there; "": it cannot be read …
  std::string why;             // … for this reason
};

// Of all definitions of `config` that have an object in `blueprint`, but for overrides, whose files
// need not be there any more. Reads all of the files. [builder]
[[nodiscard]] std::vector<ChangedFile> changed_files(const blueprint::Blueprint& blueprint,
                                                     const config::Config& config,
                                                     const std::filesystem::path& plugin_folder);

// {"what", "path", "running", "found" (null if it cannot be read), "error" (then)}
[[nodiscard]] boost::json::array to_json(const std::vector<ChangedFile>& all);

}  // namespace spark::change
