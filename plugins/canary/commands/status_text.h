// How a canary goes, for people: what `GET /canary/status` says, in 80 columns.
#pragma once

#include <cstddef>
#include <string>

#include "spark/tool/json.h"

namespace canary {

// Members that are not there are shown as "-". Pure.
[[nodiscard]] std::string status_text(const spark::tool::json::value& status, size_t width);

// One line: state, phase, time and samples left. Pure.
[[nodiscard]] std::string status_line(const spark::tool::json::value& status);

// Whether a canary is under way: its status changes by itself. Pure.
[[nodiscard]] bool goes_on(const spark::tool::json::value& status);

}  // namespace canary
