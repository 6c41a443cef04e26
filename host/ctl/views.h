// The host's responses for people. Pure: JSON in, text out; a missing value shows as "-".
#pragma once

#include <string>

#include "spark/tool/json.h"

namespace spark::ctl {

[[nodiscard]] std::string view_status(const tool::json::value& status);
[[nodiscard]] std::string view_plugins(const tool::json::value& plugins);
[[nodiscard]] std::string view_models(const tool::json::value& models);
[[nodiscard]] std::string view_routes(const tool::json::value& routes);
[[nodiscard]] std::string view_generations(const tool::json::value& generations);
[[nodiscard]] std::string view_quarantine(const tool::json::value& quarantine);
[[nodiscard]] std::string view_change(const tool::json::value& answer);  // of swap, reload, …
[[nodiscard]] std::string view_flags(const tool::json::value& flags);
[[nodiscard]] std::string view_safe(const tool::json::value& safe);

// Any JSON: an object's members by dotted path and value, lists of objects as tables of their own.
[[nodiscard]] std::string view_any(const tool::json::value& value);

}  // namespace spark::ctl
