// Texts made to fit: cut between characters, parts replaced.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace spark::base {

// What a text says of somebody else's bytes is bounded by this, in bytes: an answer, a log line or
// a record must not grow with what it refuses.
inline constexpr size_t error_bytes_max = 300;
inline constexpr size_t quoted_bytes_max = 60;  // a name or value within such a text

// The longest beginning of `text` that has at most `bytes_max` bytes and does not end within a
// UTF-8 character. Looks at a few bytes only, however long the text is.
[[nodiscard]] std::string_view whole_characters(std::string_view text, size_t bytes_max);

// `text` where it has at most `bytes_max` bytes, else its beginning with "…" for the rest, in
// `bytes_max` bytes together. `bytes_max` is at least 3, the size of "…".
[[nodiscard]] std::string cut(std::string_view text, size_t bytes_max);

// `text` with every `from` replaced by `to`; what `to` brings in is not looked at again. An empty
// `from` occurs nowhere.
[[nodiscard]] std::string replace_all(std::string_view text, std::string_view from,
                                      std::string_view to);

}  // namespace spark::base
