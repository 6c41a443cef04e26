#include "spark/tool/table_fit.h"

#include <algorithm>

namespace spark::tool {
namespace {

constexpr std::string_view ellipsis = "…";

// U+0300 … U+036F, the combining marks that Latin text uses: bytes CC 80 … CD AF.
bool is_combining(unsigned char first, unsigned char second) {
  return first == 0xCC || (first == 0xCD && second <= 0xAF);
}

// The width of a line, with a mark at its end if a column is left out.
size_t line_width(const std::vector<size_t>& widths) {
  size_t total = 0;
  bool is_marked = false;
  for (const size_t width : widths) {
    is_marked = is_marked || width == left_out;
    if (width != left_out) total += width + column_gap;
  }
  return is_marked ? total + 1 : total - std::min(total, column_gap);
}

// The widths if no column that may be cut is wider than `cap`.
std::vector<size_t> capped(std::span<const ColumnNeed> columns, const std::vector<bool>& is_out,
                           size_t cap) {
  std::vector<size_t> widths;
  for (size_t i = 0; i < columns.size(); ++i) {
    const size_t width = columns[i].whole ? columns[i].width : std::min(columns[i].width, cap);
    widths.push_back(is_out[i] ? left_out : width);
  }
  return widths;
}

// Where the character begins that lies `count` characters before the end, combining marks included.
size_t begin_of_last(std::string_view text, size_t count) {
  size_t at = text.size();
  while (at > 0 && columns_of(text.substr(at - 1)) <= count) --at;
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
  return at;
}

size_t end_of_first(std::string_view text, size_t count) {
  size_t at = 0;
  while (at < text.size() && columns_of(text.substr(0, at + 1)) <= count) ++at;
  while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) ++at;
  return at;
}

}  // namespace

size_t columns_of(std::string_view text) {
  size_t columns = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0) == 0x80) continue;
    const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0;
    if (!is_combining(byte, static_cast<unsigned char>(next))) ++columns;
  }
  return columns;
}

std::vector<size_t> fit_columns(std::span<const ColumnNeed> columns, size_t width) {
  std::vector<bool> is_out(columns.size(), false);
  size_t widest = cut_width_min;
  for (const ColumnNeed& column : columns) widest = std::max(widest, column.width);
  for (;;) {
    for (size_t cap = widest; cap >= cut_width_min; --cap) {
      std::vector<size_t> widths = capped(columns, is_out, cap);
      if (line_width(widths) <= width) return widths;
    }
    size_t last = columns.size();
    for (size_t i = 0; i < columns.size(); ++i)
      if (!columns[i].whole && !is_out[i]) last = i;
    if (last == columns.size()) return capped(columns, is_out, cut_width_min);
    is_out[last] = true;
  }
}

std::string cut_to(std::string_view text, size_t width) {
  if (columns_of(text) <= width) return std::string(text);
  std::string out(ellipsis);
  if (width <= 1) return out;
  if (text.starts_with('/')) return out.append(text.substr(begin_of_last(text, width - 1)));
  return std::string(text.substr(0, end_of_first(text, width - 1))).append(ellipsis);
}

std::vector<std::string> wrapped(std::string_view text, size_t width) {
  if (columns_of(text) <= width) return {std::string(text)};
  std::vector<std::string> lines;
  std::string line;
  while (!text.empty()) {
    const size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    if (!line.empty() && columns_of(line) + 1 + columns_of(word) > width) {
      lines.push_back(std::move(line));
      line.clear();
    }
    if (!line.empty()) line += ' ';
    line.append(word);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  lines.push_back(std::move(line));
  return lines;
}

}  // namespace spark::tool
