// Untrusted texts as one line that cannot steer a terminal: which characters are printable, and how
// the others are replaced.
//
// Not printable are control characters (C0, DEL, C1) and bytes that are not UTF-8.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace spark::base {

// Visible ASCII, for headers, paths and keys: printable characters without the blank.
[[nodiscard]] constexpr bool is_visible(char c) {
  return c > ' ' && c < 0x7F;
}

// How many bytes the printable character at the beginning of `text` has, or 0 if there is none.
// `text` must not be empty.
[[nodiscard]] size_t printable_length(std::string_view text) noexcept;

[[nodiscard]] bool is_printable(std::string_view text);

// The same text with '?' for each byte that is not part of a printable character. Line feeds stay.
[[nodiscard]] std::string made_printable(std::string_view text);

enum class Escapes {
  named,  // \n, \r, \t, and \xNN for the others
  hex,    // \xNN for all
};

// The same text with each byte that is not part of a printable character escaped. A backslash stays
// as it is, so a second call changes nothing.
[[nodiscard]] std::string one_line(std::string_view text, Escapes escapes = Escapes::named);

}  // namespace spark::base
