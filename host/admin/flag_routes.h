// The host's own views and routes of flags: they list all flags, and move a flag away from its safe
// value where the plugin has no route for that.
#pragma once

#include <string>
#include <vector>

#include "actions/action_routes.h"
#include "http/router.h"
#include "services/flags.h"

namespace spark::admin {

// {"flags": […]}: name, value, initial, safe, latched (null, or by what, when, sequence). [jobs]
[[nodiscard]] std::string flags_view(const services::Flags& flags);

// The texts about latched flags in /health and `status`. [jobs]
[[nodiscard]] std::vector<std::string> latched_flags(const services::Flags& flags);

// POST /admin/v1/flags/{name}, for an admin listener; `rooms` outlives them.
[[nodiscard]] std::vector<http::Route> flag_routes(actions::ActionRooms& rooms);

}  // namespace spark::admin
