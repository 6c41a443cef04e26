// The Open Inference Protocol's repository extension, on the admin listener: load and unload are
// changes like any other.
#pragma once

#include <vector>

#include "http/router.h"

namespace spark::daemon {

class Host;

// For an admin listener; `host` outlives them.
[[nodiscard]] std::vector<http::Route> repository_routes(Host& host);

}  // namespace spark::daemon
