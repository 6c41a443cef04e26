// Origins of web pages, as configuration lists them and browsers send them.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace spark::config {

inline constexpr std::string_view origin_expected = "an origin such as https://console.example";

// http or https, a name or address, a port if it is not the scheme's own; no path, no wildcard. The
// result is as browsers write it: in lower case, without the scheme's own port. The error says what
// was expected and what was found.
[[nodiscard]] base::Result<std::string> parse_origin(std::string_view text);

}  // namespace spark::config
