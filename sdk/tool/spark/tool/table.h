// A table for people: columns aligned by characters, two spaces between, no lines drawn.
#pragma once

#include <string>
#include <vector>

#include "spark/tool/table_fit.h"

namespace spark::tool {

enum class Align : unsigned char { left, right };

struct Column {
  std::string title;
  Align align = Align::left;
  bool whole = false;  // never cut: a name that commands take, for example
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
  //
  // In a table with titles that is wider than `width`, columns are cut (fit_columns()): never the
  // first one, numbers, and those that are `whole`. "…" after the titles stands for the columns
  // that are left out. A table without titles says something in its last column, which is broken
  // into lines and not cut.
  [[nodiscard]] std::string render(size_t width = any_width) const;

 private:
  using Cells = std::vector<std::string>;
  [[nodiscard]] std::vector<ColumnNeed> needs(const Cells& titles) const;
  [[nodiscard]] std::string line(const Cells& cells, const std::vector<size_t>& widths) const;
  void wrap_last(std::string& out, Cells row, const std::vector<size_t>& widths,
                 size_t width) const;

  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace spark::tool
