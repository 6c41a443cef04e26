// The host's responses for people. Pure: JSON in, text out; a missing value shows as "-". Tables
// are made to fit `width`.
#pragma once

#include <string>

#include "spark/tool/json.h"
#include "spark/tool/table_fit.h"

namespace spark::ctl {

[[nodiscard]] std::string view_status(const tool::json::value& status,
                                      size_t width = tool::any_width);
[[nodiscard]] std::string view_plugins(const tool::json::value& plugins,
                                       size_t width = tool::any_width);
[[nodiscard]] std::string view_plugin(const tool::json::value& plugin,
                                      size_t width = tool::any_width);
[[nodiscard]] std::string view_log_level(const tool::json::value& answer);
[[nodiscard]] std::string view_models(const tool::json::value& models,
                                      size_t width = tool::any_width);
[[nodiscard]] std::string view_routes(const tool::json::value& routes,
                                      size_t width = tool::any_width);
[[nodiscard]] std::string view_generations(const tool::json::value& generations,
                                           size_t width = tool::any_width);
[[nodiscard]] std::string view_quarantine(const tool::json::value& quarantine,
                                          size_t width = tool::any_width);
[[nodiscard]] std::string view_change(const tool::json::value& answer,
                                      size_t width = tool::any_width);  // of swap, reload, …
[[nodiscard]] std::string view_alerts(const tool::json::value& alerts,
                                      size_t width = tool::any_width);
[[nodiscard]] std::string view_facts(const tool::json::value& facts,
                                     size_t width = tool::any_width);
[[nodiscard]] std::string view_flags(const tool::json::value& flags,
                                     size_t width = tool::any_width);
[[nodiscard]] std::string view_safe(const tool::json::value& safe, size_t width = tool::any_width);

// Any JSON: an object's members by dotted path and value, lists of objects as tables of their own.
[[nodiscard]] std::string view_any(const tool::json::value& value, size_t width = tool::any_width);

}  // namespace spark::ctl
