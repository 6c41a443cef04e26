// JSON for tools: parsing with a limit and an error in words, and reading optional members.
//
// A tool talks to hosts of other versions: a member that is missing reads as "absent", never as a
// crash.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "spark/tool/result.h"

namespace spark::tool {

namespace json = boost::json;

// `what` names the text in the error: "the answer of 127.0.0.1:4002".
Result<json::value> parse_json(std::string_view text, std::string_view what);

// Two spaces an indent, members in their order, numbers as short as they read back; ends with a
// newline. Characters that steer a terminal are escaped; the value is the same.
[[nodiscard]] std::string pretty(const json::value& value);

// The member at a dotted path, such as "latency_ms.p95"; null pointer if a part is missing or null.
[[nodiscard]] const json::value* find(const json::value& value, std::string_view path);

// The array at `path`, or an empty one.
[[nodiscard]] const json::array& items(const json::value& value, std::string_view path);

[[nodiscard]] std::optional<double> number(const json::value& value, std::string_view path);

// The string at `path` as it came, for comparing and for sending; "" if there is none.
[[nodiscard]] std::string raw(const json::value& value, std::string_view path);

// The member as text for people: a string without quotes and escaped as visible.h says, an array's
// items with ", " between, "-" if absent.
[[nodiscard]] std::string text(const json::value& value, std::string_view path);
[[nodiscard]] std::string text(const json::value& value);

}  // namespace spark::tool
