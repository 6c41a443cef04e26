// The notes of a request: its id and trace, taken while its head is there, and the line about a
// slow or failed one.
#pragma once

#include "generation/generation.h"
#include "http/exchange.h"

namespace spark::serving {

// The request's number among all of this start, unique though workers share no count. [worker]
[[nodiscard]] uint64_t sequence_of(const http::Exchange& exchange,
                                   const generation::Served& served);

// Takes the ids of a request that was just answered, if it is worth a note. [worker]
void note(const http::Exchange& exchange, const generation::Served& served,
          generation::PipelineWorker& own);

// Logs failures of stages, and the request if it was slow or failed, and counts it. [worker]
void log_noted(const generation::Served& served, generation::PipelineWorker& own);

}  // namespace spark::serving
