// Makes foreign text, such as a host's, safe to show: nothing in it steers a terminal, reorders the
// text beside it, or hides.
//
// Escaped are: control characters (C0, DEL, C1), characters that set the direction of writing,
// separators of lines and paragraphs, characters without width (all as \u{1b}; line feed, carriage
// return and tab as \n, \r, \t), and each byte that is no UTF-8 (as \xff). A backslash stays as it
// is, so that escaping twice changes nothing.
#pragma once

#include <string>
#include <string_view>

namespace spark::tool {

// One line: a name, a cell, a title.
[[nodiscard]] std::string visible(std::string_view text);

// The same, but line feeds stay.
[[nodiscard]] std::string visible_lines(std::string_view text);

// Serialised JSON as JSON of the same value: characters escaped above stand as \u001b. Bytes that
// are no UTF-8, which JSON cannot have, become U+FFFD.
[[nodiscard]] std::string visible_json(std::string_view serialised);

}  // namespace spark::tool
