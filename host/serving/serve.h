// A data request's way through the daemon: HTTP exchange in, pipeline run, answer out, series
// recorded.
#pragma once

#include <string>

#include "generation/generation.h"
#include "http/router.h"

namespace spark::serving {

// Answers with the pipeline's answer or error. Runs on the worker, start to end, without
// suspension.
void serve(generation::Served& served, http::Exchange& exchange);

// The handler of the pipeline's route. It keeps `generation`, which the pipeline is of, alive.
[[nodiscard]] http::Handler pipeline_handler(const generation::GenerationPtr& generation,
                                             const std::string& pipeline);

}  // namespace spark::serving
