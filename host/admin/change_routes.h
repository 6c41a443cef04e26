// The routes of the admin interface that ask for changes.
#pragma once

#include <vector>

#include "admin/context.h"
#include "http/router.h"

namespace spark::admin {

// For an admin listener; `context` outlives them.
[[nodiscard]] std::vector<http::Route> change_routes(Context& context);

}  // namespace spark::admin
