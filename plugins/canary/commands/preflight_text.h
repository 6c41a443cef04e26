// A preflight for people: each check beside its limit, and how long each plan would take.
#pragma once

#include <cstddef>
#include <string>

#include "spark/tool/json.h"

namespace canary {

// What `POST /canary/preflight` answers, as tables. Members that are not there are shown as "-".
// Pure.
[[nodiscard]] std::string preflight_text(const spark::tool::json::value& found, size_t width);

// Whether it says that all checks were met; a document without a verdict is no pass. Pure.
[[nodiscard]] bool has_passed_preflight(const spark::tool::json::value& found);

}  // namespace canary
