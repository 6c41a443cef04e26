// Builds a generation from a configuration: opens libraries, makes plugin objects and models,
// compiles pipelines, makes each worker's runners, warms the models. Everything slow happens here,
// on the builder.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "config/config.h"
#include "daemon/generation.h"
#include "metrics/registry.h"
#include "services/host_object.h"

namespace spark::daemon {

struct WireContext {
  std::filesystem::path plugin_folder;  // where libraries are found by name
  const services::HostContext& host;
  metrics::Registry& registry;
};

// The names of the libraries in a folder, sorted.
[[nodiscard]] std::vector<std::string> libraries_in(const std::filesystem::path& folder);

// Adds every mistake to `errors`; returns a generation only if there was none. Nothing that runs is
// touched. [builder]
[[nodiscard]] std::shared_ptr<Generation> build_generation(config::Config config,
                                                           const WireContext& context,
                                                           config::Errors& errors);

}  // namespace spark::daemon
