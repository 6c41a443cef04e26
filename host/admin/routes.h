// The admin interface as a table: path, access, handler.
#pragma once

#include <string_view>
#include <vector>

#include "actions/action_routes.h"
#include "admin/context.h"
#include "http/router.h"

namespace spark::admin {

inline constexpr std::string_view safe_path = "/admin/v1/safe";

// The route that moves every flag to its safe value. `rooms` outlives the route.
[[nodiscard]] http::Route safe_for_all(actions::ActionRooms& rooms);

// For one admin listener; `context` outlives them.
[[nodiscard]] std::vector<http::Route> routes(Context& context);

}  // namespace spark::admin
