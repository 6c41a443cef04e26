// The Open Inference Protocol's repository extension, on the admin listener: load and unload are
// changes like any other.
#pragma once

#include <vector>

#include "admin/context.h"
#include "http/router.h"

namespace spark::admin {

// For an admin listener; `context` outlives them.
[[nodiscard]] std::vector<http::Route> repository_routes(Context& context);

}  // namespace spark::admin
