// How much of an untrusted text is shown, and a function that replaces parts of a text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace spark::base {

// The most bytes of a text about untrusted bytes: a response, a log line or a record must not grow
// with the input that it refuses.
inline constexpr size_t error_bytes_max = 300;
inline constexpr size_t quoted_bytes_max = 60;  // a name or value within such a text

// `text` with every `from` replaced by `to`. Replacements are not searched again. An empty `from`
// occurs nowhere.
[[nodiscard]] std::string replace_all(std::string_view text, std::string_view from,
                                      std::string_view to);

}  // namespace spark::base
