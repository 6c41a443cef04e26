// Origins of web pages, as configuration lists them and browsers send them.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace spark::config {

inline constexpr std::string_view origin_expected = "an origin such as https://console.example";

// Takes http or https, a name or address, and a port if there is one; no path, no wildcard. Returns
// the origin as browsers write it: in lower case, without the scheme's own port. The error names
// the expectation and the text found.
[[nodiscard]] base::Result<std::string> parse_origin(std::string_view text);

}  // namespace spark::config
