// Serves a data request: takes the HTTP exchange, runs the pipeline, sends the answer, records the
// series.
#pragma once

#include <string>

#include "generation/generation.h"
#include "http/router.h"

namespace spark::serving {

// Answers with the pipeline's answer or error. Runs on the worker, start to end, without
// suspension.
void serve(generation::Served& served, http::Exchange& exchange);

// The handler of the pipeline's route. The handler keeps `generation`, the pipeline's, alive.
[[nodiscard]] http::Handler pipeline_handler(const generation::GenerationPtr& generation,
                                             const std::string& pipeline);

}  // namespace spark::serving
