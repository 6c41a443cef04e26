// Which pipelines of a generation wait for features now, in words.
#pragma once

#include <string>
#include <vector>

#include "generation/generation.h"

namespace spark::generation {

// One line for each pipeline whose newest answer was 422: "predict: not ready: features a, b". Gone
// with the next answer that is one. [any]
[[nodiscard]] std::vector<std::string> not_ready(const Generation& generation);

}  // namespace spark::generation
