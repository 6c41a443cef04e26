// A line of CSV cut into its cells. Cells are numbers and names: white space and quotes around one
// are dropped, and a comma within quotes is not expected.
#pragma once

#include <array>
#include <charconv>
#include <cstdint>
#include <string_view>

#include "spark/market/layout.h"

namespace spark::market {

using Cells = std::array<std::string_view, Layout::columns_max>;

inline std::string_view trimmed(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t\"");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\"") + 1 - first);
}

// How many columns the line has; those beyond columns_max are counted, not kept.
inline uint32_t split(std::string_view line, Cells& cells) {
  uint32_t count = 0;
  for (;;) {
    const size_t comma = line.find(',');
    if (count < cells.size()) cells[count] = trimmed(line.substr(0, comma));
    ++count;
    if (comma == std::string_view::npos) return count;
    line.remove_prefix(comma + 1);
  }
}

// The whole text as a number; false if it is not one.
template <class T>
bool read(std::string_view text, T& value) {
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  return code == std::errc() && end == text.data() + text.size();
}

}  // namespace spark::market
