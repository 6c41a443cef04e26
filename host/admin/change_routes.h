// The routes of the admin interface that change what runs.
#pragma once

#include <vector>

#include "http/router.h"

namespace spark::daemon {

class Host;

// For an admin listener; `host` outlives them.
[[nodiscard]] std::vector<http::Route> change_routes(Host& host);

}  // namespace spark::daemon
