// Builds a generation: opens libraries, makes plugin objects and models, compiles pipelines, makes
// each worker's runners. Everything slow happens here, on the builder.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "config/config.h"
#include "generation/generation.h"
#include "generation/staging.h"
#include "generation/steps.h"
#include "metrics/registry.h"
#include "services/host_object.h"

namespace spark::generation {

struct BuildContext {
  const services::HostContext& host;
  metrics::Registry& registry;
  Steps& steps;
  // Whose parts are used again where the next generation is made of the same; the live one first.
  std::vector<const Generation*> former;
};

// Adds every mistake to `errors`; returns a generation only if there was none. Nothing that runs is
// touched. `staged` has a place for each library and artefact of `config`. [builder]
[[nodiscard]] std::unique_ptr<Generation> build_generation(const blueprint::Blueprint& blueprint,
                                                           config::Config config,
                                                           const StagedPaths& staged,
                                                           const BuildContext& context,
                                                           config::Errors& errors);

}  // namespace spark::generation
