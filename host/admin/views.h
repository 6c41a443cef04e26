// What the admin interface shows of the host, as JSON text.
#pragma once

#include <string>

namespace spark::daemon {

class Host;

// All [jobs].
[[nodiscard]] std::string status_view(const Host& host);
[[nodiscard]] std::string plugins_view(const Host& host);
[[nodiscard]] std::string models_view(const Host& host);
[[nodiscard]] std::string pipelines_view(const Host& host);
[[nodiscard]] std::string routes_view(Host& host);
// The safe verbs, and where they are called; for whoever may call them, so without a key. Also what
// GET of their paths is, without which a client could not tell which of the two is meant.
[[nodiscard]] std::string safe_routes_view(Host& host);
[[nodiscard]] std::string generations_view(const Host& host);
[[nodiscard]] std::string config_view(const Host& host);
[[nodiscard]] std::string quarantine_view(const Host& host);
[[nodiscard]] std::string health_view(const Host& host, const std::string& service);

}  // namespace spark::daemon
