// A table for people: columns aligned by characters, two spaces between, no lines drawn.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace spark::tool {

// How many columns a terminal needs for UTF-8 text: one a code point, none for a combining mark.
// Wide East Asian characters count as one; no name or unit of ours has them.
[[nodiscard]] size_t columns_of(std::string_view text);

enum class Align : unsigned char { left, right };

struct Column {
  std::string title;
  Align align = Align::left;
};

class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  // Cells beyond the last column are dropped, missing ones are empty. Cells and titles are escaped
  // (visible.h).
  void row(std::vector<std::string> cells);

  [[nodiscard]] bool empty() const { return rows_.empty(); }

  // Titles, then the rows, each line ending with a newline and without trailing spaces. Titles are
  // left out where all are empty.
  [[nodiscard]] std::string render() const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace spark::tool
