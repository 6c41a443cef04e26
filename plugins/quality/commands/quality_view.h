// The answer of GET /quality for people.
#pragma once

#include <cstddef>
#include <string>

#include "spark/tool/json.h"

namespace quality {

// A line for each role and window, then what was not computed and why; `all`: also of models that
// serve no more. A table that is wider than `width` is cut. [tools]
[[nodiscard]] std::string view_of(const spark::tool::json::value& report, bool all, size_t width);

}  // namespace quality
