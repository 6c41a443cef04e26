// UTF-8: whether bytes are well-formed, and where characters end.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace spark::base {

// The beginning of a text: a well-formed character, or the maximal part of an ill-formed one
// (Unicode, table 3-7 and section 3.9), for which one replacement character may stand.
struct Character {
  size_t bytes = 0;
  bool is_well_formed = false;
};

// `text` must not be empty.
[[nodiscard]] Character first_character(std::string_view text);

// How many bytes at the beginning of `text` form one well-formed character: 1 to 4, or 0 if they do
// not. `text` must not be empty.
[[nodiscard]] size_t utf8_length(std::string_view text);

// Whether all of `text` is well-formed: no overlong forms, surrogates or values beyond U+10FFFF.
[[nodiscard]] bool is_utf8(std::string_view text);

// The longest beginning of `text` that has at most `bytes_max` bytes and does not end within a
// character. Looks at a few bytes only, however long the text is.
[[nodiscard]] std::string_view whole_characters(std::string_view text, size_t bytes_max);

inline constexpr std::string_view cut_mark = "…";  // for text left out

// `text` if it has at most `bytes_max` bytes; else its beginning and the mark, together at most
// `bytes_max` bytes. `bytes_max` is at least the mark's size.
[[nodiscard]] std::string cut(std::string_view text, size_t bytes_max);

// The same for people, who count the text they see: the mark comes on top of `bytes_max`.
[[nodiscard]] std::string shortened(std::string_view text, size_t bytes_max);

}  // namespace spark::base
