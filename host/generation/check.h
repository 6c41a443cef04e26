// Checks a configuration without starting a host.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "blueprint/blueprint.h"
#include "config/json_schema.h"

namespace spark::generation {

struct Checked {
  size_t plugins = 0;
  size_t models = 0;
  size_t pipelines = 0;
};

// Builds all that a start would build, but binds no port, touches no state and copies nothing.
// Mistakes go to `errors`, and then it returns nothing. On the main thread.
[[nodiscard]] std::optional<Checked> check(blueprint::Blueprint blueprint,
                                           const std::filesystem::path& plugin_folder,
                                           config::Errors& errors);

// The settings of the plugins that are found by name. Calls `refused` for each library that cannot
// be opened. On the main thread.
[[nodiscard]] std::vector<config::PluginSchema> schemas_in(
    const std::filesystem::path& plugin_folder,
    const std::function<void(const std::string& why)>& refused);

}  // namespace spark::generation
