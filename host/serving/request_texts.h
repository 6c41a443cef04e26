// Which texts about a request are taken from its client. Pure.
#pragma once

#include <string_view>

#include "http/request.h"

namespace spark::serving {

// The value of the header of that name; "" if there is none, or more than one.
[[nodiscard]] std::string_view only_header(const http::Request& request, std::string_view name);

// The client's id for its request if it is sane: 1 to 128 visible ASCII characters; otherwise "".
[[nodiscard]] std::string_view sane_id(std::string_view header);

// The header's value if it is a traceparent of W3C Trace Context (level 1), of version 00 or of a
// later one that is no longer than 128 bytes; otherwise "".
[[nodiscard]] std::string_view valid_traceparent(std::string_view header);

}  // namespace spark::serving
