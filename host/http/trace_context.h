// W3C Trace Context (level 1): which trace a request belongs to, as its client says. Pure.
//
// A host in the middle of a trace only tells of it: it makes up no trace where there is none, and a
// malformed header counts as none.
#pragma once

#include <cstddef>
#include <string_view>

#include "http/request.h"

namespace spark::http {

inline constexpr size_t traceparent_bytes_max = 128;
inline constexpr size_t trace_id_bytes = 32;

// The value of the header of that name; "" if there is none, or more than one.
[[nodiscard]] std::string_view only_header(const Request& request, std::string_view name);

// The header's value if it is a traceparent of version 00, or of a later one that is no longer than
// traceparent_bytes_max; otherwise "".
[[nodiscard]] std::string_view valid_traceparent(std::string_view header);

// The 32 hex digits of a valid traceparent; "" of "".
[[nodiscard]] std::string_view trace_id_in(std::string_view traceparent);

// Of the request's traceparent; "": it belongs to no trace.
[[nodiscard]] std::string_view trace_id_of(const Request& request);

}  // namespace spark::http
