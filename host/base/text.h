// How much of others' texts is shown, and parts of texts replaced.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace spark::base {

// What a text says of somebody else's bytes is bounded by this, in bytes: an answer, a log line or
// a record must not grow with what it refuses.
inline constexpr size_t error_bytes_max = 300;
inline constexpr size_t quoted_bytes_max = 60;  // a name or value within such a text

// `text` with every `from` replaced by `to`; what `to` brings in is not looked at again. An empty
// `from` occurs nowhere.
[[nodiscard]] std::string replace_all(std::string_view text, std::string_view from,
                                      std::string_view to);

}  // namespace spark::base
