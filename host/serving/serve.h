// A data request's way through the daemon: HTTP exchange in, pipeline run, answer out, series
// recorded.
#pragma once

#include "generation/generation.h"
#include "http/server.h"

namespace spark::daemon {

// Answers with the pipeline's answer or error. Runs on the worker, start to end, without
// suspension.
void serve(Served& served, http::Exchange& exchange);

}  // namespace spark::daemon
