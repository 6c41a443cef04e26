// What became of a stage in one request.
#pragma once

#include <cstdint>

namespace spark::pipeline {

// The outcome of one stage in the last request; serving turns it into metrics when the observers
// have run.
enum class Outcome : uint8_t { not_reached, ok, skipped, not_ready, late, failed, refused };

struct Trace {
  Outcome outcome = Outcome::not_reached;
  int64_t elapsed_ns = 0;  // 0 if the placed was not called
};

}  // namespace spark::pipeline
