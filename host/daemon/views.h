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
[[nodiscard]] std::string generations_view(const Host& host);
[[nodiscard]] std::string config_view(const Host& host);
[[nodiscard]] std::string quarantine_view(const Host& host);
[[nodiscard]] std::string health_view(const Host& host, const std::string& service);

}  // namespace spark::daemon
