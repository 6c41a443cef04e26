// A path belongs to one owner: a pipeline, a plugin, or the host itself.
#pragma once

#include "config/errors.h"
#include "generation/generation.h"

namespace spark::generation {

// Adds a mistake for each route that already belongs to the host or to a plugin.
void check_routes(const Generation& generation, config::Errors& errors);

}  // namespace spark::generation
