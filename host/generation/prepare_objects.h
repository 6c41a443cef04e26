// The first step of a build: every library and artefact becomes an object of the store. Changes of
// the originals no longer matter then.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "blueprint/blueprint.h"
#include "config/config.h"
#include "objects/objects.h"

namespace spark::generation {

// Where each definition's object lies, by key. Models without an artefact have none.
using ObjectPaths = std::map<std::string, std::filesystem::path>;

// The names of the libraries in a folder, sorted.
[[nodiscard]] std::vector<std::string> libraries_in(const std::filesystem::path& folder);

// The path that a plugin's library is copied from.
[[nodiscard]] std::filesystem::path original_of(const config::Plugin& plugin,
                                                const std::filesystem::path& plugin_folder);

// Objects that this process has copied, by digest. They were verified then; later changes do not
// verify them again.
using SeenObjects = std::map<std::string, std::filesystem::path>;

struct PreparedObjects {
  ObjectPaths paths;
  std::vector<std::string> fresh;  // digests of those that were not in the store before
  bool storage_failed = false;     // the host's own disk refused: not the definitions' fault
};

// Finds the objects that `blueprint` names in the store. Copies the others from where `config`
// says, or from `plugin_folder` by name, and names them in `blueprint`. Without a store (null) it
// copies nothing and names the originals, for a check that keeps nothing. Mistakes go to `errors`.
// [builder]
[[nodiscard]] PreparedObjects prepare_objects(blueprint::Blueprint& blueprint,
                                              const config::Config& config,
                                              const std::filesystem::path& plugin_folder,
                                              objects::Objects* objects, SeenObjects& seen,
                                              config::Errors& errors);

}  // namespace spark::generation
