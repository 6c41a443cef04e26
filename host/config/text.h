// The rules for a configuration's bytes, checked before YAML is read from them.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace spark::config {

struct BadByte {
  size_t offset = 0;
  std::string_view why;  // static text: "is not UTF-8", "is a NUL byte", "is a control character"
};

// The first byte that is not part of valid UTF-8 (RFC 3629: no overlong forms, no surrogates) or is
// a control character other than tab, line feed and carriage return.
[[nodiscard]] std::optional<BadByte> first_bad_byte(std::string_view text);

}  // namespace spark::config
