// How much the host and each plugin log: POST /admin/v1/log-level for the host's own lines and all
// plugins without a level of their own, POST /admin/v1/plugins/{name}/log-level for one plugin.
//
//   {"level": "debug"}      of a plugin also {"level": "host"}: as the host's again
//
// A level takes effect at once, before its record is written, and holds until it is set again or
// the host ends: it outlives exchanges of the plugin and new readings of the configuration.
#pragma once

#include <string>

#include "admin/context.h"
#include "http/router.h"

namespace spark::admin {

// For an admin listener; `context` outlives it.
[[nodiscard]] http::Route log_level_route(Context& context);

// The request for one plugin. [worker]
void set_plugin_log_level(Context& context, http::Exchange& exchange, const std::string& plugin);

}  // namespace spark::admin
