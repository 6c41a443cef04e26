// Builds a generation: opens libraries, makes plugin objects and models, compiles pipelines, makes
// each worker's runners. Everything slow happens here, on the builder.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "config/config.h"
#include "generation/generation.h"
#include "generation/prepare_objects.h"
#include "generation/steps.h"
#include "metrics/registry.h"
#include "services/plugin_host.h"

namespace spark::generation {

struct BuildContext {
  const services::HostContext& host;
  metrics::Registry& registry;
  Steps& steps;
  // Their parts are used again where the definitions are the same; the live one first.
  std::vector<const Generation*> reusable;
};

// Adds every mistake to `errors`; returns a generation only if there was none. Does not touch the
// running generation. `paths` has a place for each library and artefact of `config`. [builder]
[[nodiscard]] std::unique_ptr<Generation> build_generation(const blueprint::Blueprint& blueprint,
                                                           config::Config config,
                                                           const ObjectPaths& paths,
                                                           const BuildContext& context,
                                                           config::Errors& errors);

}  // namespace spark::generation
