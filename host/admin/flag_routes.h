// The host's own way to flags: what they are, and the way back from their safe values for those
// whose plugin has no route for it.
#pragma once

#include <string>
#include <vector>

#include "actions/action_routes.h"
#include "http/router.h"
#include "services/flags.h"

namespace spark::admin {

// {"flags": […]}: name, value, initial, safe, latched (null, or by what, when, sequence). [jobs]
[[nodiscard]] std::string flags_view(const services::Flags& flags);

// What /health and `status` say of latched flags. [jobs]
[[nodiscard]] std::vector<std::string> latched_flags(const services::Flags& flags);

// POST /admin/v1/flags/{name}, for an admin listener; `rooms` outlives them.
[[nodiscard]] std::vector<http::Route> flag_routes(actions::ActionRooms& rooms);

}  // namespace spark::admin
