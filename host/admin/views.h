// The admin interface's views of the host, as JSON text.
#pragma once

#include <string>

#include "admin/context.h"

namespace spark::admin {

// All [desk].
[[nodiscard]] std::string status_view(const Context& context);
[[nodiscard]] std::string plugins_view(const Context& context);
[[nodiscard]] std::string models_view(const Context& context);
[[nodiscard]] std::string pipelines_view(const Context& context);
[[nodiscard]] std::string routes_view(const Context& context);
// The safe verbs and their addresses; needs no key, like the verbs. Also lists the GET routes of
// the same paths, so that a client can tell the two apart.
[[nodiscard]] std::string safe_routes_view(const Context& context);
[[nodiscard]] std::string generations_view(const Context& context);
[[nodiscard]] std::string config_view(const Context& context);
[[nodiscard]] std::string quarantine_view(const Context& context);
[[nodiscard]] std::string health_view(const Context& context, const std::string& service);

}  // namespace spark::admin
