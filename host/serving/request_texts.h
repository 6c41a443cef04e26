// Which texts about a request are taken from its client. Pure.
#pragma once

#include <string_view>

#include "http/trace_context.h"

namespace spark::serving {

using http::only_header;
using http::valid_traceparent;

// The client's id for its request if it is sane: 1 to 128 visible ASCII characters; otherwise "".
[[nodiscard]] std::string_view sane_id(std::string_view header);

}  // namespace spark::serving
