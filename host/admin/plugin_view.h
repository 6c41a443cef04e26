// One plugin, as operators see it: what it is, since when it acts, its stages and its last errors.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "admin/context.h"
#include "http/router.h"

namespace spark::admin {

// The name under `plugins:` of the plugin that is called so there, or whose library has that id;
// "" if none does, or more than one library has the id.
[[nodiscard]] std::string plugin_named(const generation::Generation& generation,
                                       std::string_view name_or_id);

// "no plugin \"ml-modell\"; known: features, ml-model".
[[nodiscard]] std::string unknown_plugin(const generation::Generation& generation,
                                         std::string_view name);

// {"name", "id", "version", "state", …, "stages": […], "errors": […]}; "state" alone is "absent" if
// it serves no more. Durations are since the host started, in microseconds. [desk]
[[nodiscard]] std::string plugin_view(const Context& context, const std::string& name);

// The errors of a plugin, the newest first. Pure.
[[nodiscard]] boost::json::object log_json(const services::PluginLogs::Shown& shown);

// GET /admin/v1/plugins/{name}, for an admin listener; `context` outlives it.
[[nodiscard]] http::Route plugin_route(Context& context);

}  // namespace spark::admin
