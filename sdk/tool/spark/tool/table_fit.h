// How wide text is on a terminal, and how a table that is too wide is made to fit. Pure.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace spark::tool {

// How many columns a terminal needs for UTF-8 text: one a code point, none for a combining mark.
// Wide East Asian characters count as one; no name or unit of ours has them.
[[nodiscard]] size_t columns_of(std::string_view text);

inline constexpr size_t any_width = static_cast<size_t>(-1);  // no terminal: nothing is cut
inline constexpr size_t left_out = static_cast<size_t>(-1);   // instead of a column's width

inline constexpr size_t column_gap = 2;      // between two columns
inline constexpr size_t cut_width_min = 12;  // a column cut further would say too little

struct ColumnNeed {
  size_t width = 0;  // of its widest cell or title
  bool whole = false;
};

// The widths that the columns get in a table of at most `width`; left_out for some, perhaps.
//
// The widest columns that may be cut become narrower, all to the same width, but none below
// cut_width_min. If that does not do, columns that may be cut are left out, the last one first, and
// room is kept for a mark of one character after the last column. Columns that are `whole` keep
// their width, also where the table does not fit then.
[[nodiscard]] std::vector<size_t> fit_columns(std::span<const ColumnNeed> columns, size_t width);

// `text` in at most `width` columns, with "…" for what is cut: the end, or the beginning of an
// absolute path, whose end tells more.
[[nodiscard]] std::string cut_to(std::string_view text, size_t width);

// `text` broken at blanks into lines of at most `width`; a longer word has a line of its own.
[[nodiscard]] std::vector<std::string> wrapped(std::string_view text, size_t width);

}  // namespace spark::tool
