// A member of a JSON object as its bytes stand in the text.
#pragma once

#include <optional>
#include <string_view>

namespace spark::base {

// The value's text, without blanks around it; nothing if no member of the outermost object has that
// name (written without escapes). `object` must have passed check_strict_json() (json_strict.h).
[[nodiscard]] std::optional<std::string_view> raw_member(std::string_view object,
                                                         std::string_view name);

}  // namespace spark::base
