#include "spark/tool/table.h"

#include <algorithm>

#include "spark/tool/visible.h"

namespace spark::tool {

void Table::row(std::vector<std::string> cells) {
  cells.resize(columns_.size());
  for (std::string& cell : cells) cell = visible(cell);
  rows_.push_back(std::move(cells));
}

std::vector<ColumnNeed> Table::needs(const Cells& titles) const {
  std::vector<ColumnNeed> needs;
  for (size_t i = 0; i < columns_.size(); ++i) {
    ColumnNeed need{columns_of(titles[i]),
                    i == 0 || columns_[i].whole || columns_[i].align == Align::right};
    for (const Cells& row : rows_) need.width = std::max(need.width, columns_of(row[i]));
    needs.push_back(need);
  }
  return needs;
}

std::string Table::line(const Cells& cells, const std::vector<size_t>& widths) const {
  std::string text;
  for (size_t i = 0; i < cells.size(); ++i) {
    if (widths[i] == left_out) continue;
    const std::string cell = cut_to(cells[i], widths[i]);
    const std::string padding(widths[i] - columns_of(cell), ' ');
    if (i > 0) text.append(column_gap, ' ');
    text += columns_[i].align == Align::right ? padding + cell : cell + padding;
  }
  text.erase(text.find_last_not_of(' ') + 1);
  return text;
}

// A word longer than the room stays whole: the terminal breaks it.
void Table::wrap_last(std::string& out, Cells row, const std::vector<size_t>& widths,
                      size_t width) const {
  size_t before = 0;
  for (size_t i = 0; i + 1 < widths.size(); ++i) before += widths[i] + column_gap;
  constexpr size_t room_min = 20;
  if (width == any_width || width < before + room_min) {
    out += line(row, widths) + "\n";
    return;
  }
  for (std::string& part : wrapped(row.back(), width - before)) {
    row.back() = std::move(part);
    out += line(row, widths) + "\n";
    row.assign(row.size(), "");
  }
}

std::string Table::render(size_t width) const {
  Cells titles;
  for (const Column& column : columns_) titles.push_back(visible(column.title));
  const std::vector<ColumnNeed> needs = this->needs(titles);
  const bool titled =
      std::any_of(titles.begin(), titles.end(), [](const auto& t) { return !t.empty(); });
  const std::vector<size_t> widths = fit_columns(needs, titled ? width : any_width);
  std::string out;
  if (!titled) {
    for (const Cells& row : rows_) wrap_last(out, row, widths, width);
    return out;
  }
  const bool some_are_left_out = std::find(widths.begin(), widths.end(), left_out) != widths.end();
  out += line(titles, widths) + (some_are_left_out ? "  …" : "") + "\n";
  for (const Cells& row : rows_) out += line(row, widths) + "\n";
  return out;
}

}  // namespace spark::tool
