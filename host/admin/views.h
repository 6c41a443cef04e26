// What the admin interface shows of the host, as JSON text.
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
// The safe verbs, and where they are called; for whoever may call them, so without a key. Also what
// GET of their paths is, without which a client could not tell which of the two is meant.
[[nodiscard]] std::string safe_routes_view(const Context& context);
[[nodiscard]] std::string generations_view(const Context& context);
[[nodiscard]] std::string config_view(const Context& context);
[[nodiscard]] std::string quarantine_view(const Context& context);
[[nodiscard]] std::string health_view(const Context& context, const std::string& service);

}  // namespace spark::admin
