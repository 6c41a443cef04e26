#include "number_table.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <limits>
#include <optional>
#include <string_view>

#include "spark/tool/visible.h"

namespace models {

namespace fs = std::filesystem;

namespace {

using spark::tool::Error;
using spark::tool::Exit;
using spark::tool::Result;

constexpr std::string_view blanks = " \t\r";

std::string_view trimmed(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(blanks), text.size()));
  return text.substr(0, text.find_last_not_of(blanks) + 1);
}

std::vector<std::string_view> cells_of(std::string_view line) {
  const bool has_commas = line.find(',') != std::string_view::npos;
  std::vector<std::string_view> cells;
  for (;;) {
    const size_t end = has_commas ? line.find(',') : line.find_first_of(" \t");
    const std::string_view cell = trimmed(line.substr(0, end));
    if (has_commas || !cell.empty()) cells.push_back(cell);
    if (end == std::string_view::npos) return cells;
    line.remove_prefix(end + 1);
  }
}

// Nothing if the cell is no number.
std::optional<double> number_of(std::string_view cell) {
  if (cell.empty()) return std::numeric_limits<double>::quiet_NaN();
  double value = 0;
  const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
  if (end != cell.data() + cell.size()) return {};
  if (error == std::errc()) return value;
  return {};
}

Error error_at(const fs::path& file, size_t line, const std::string& why) {
  return {Exit::usage, file.string() + ":" + std::to_string(line) + ": " + why};
}

std::string shown(std::string_view cell) {
  return std::string("\"").append(spark::tool::visible(cell.substr(0, 40))).append("\"");
}

// Calls `take(line, number)` for each line that says something, until it returns an error.
template <class Take>
Result<void> read_lines(const fs::path& file, Take take) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return Error{Exit::usage, file.string() + ": cannot be read"};
  std::string line;
  for (size_t number = 1; std::getline(in, line); ++number) {
    const std::string_view said = trimmed(std::string_view(line).substr(0, line.find('#')));
    if (said.empty()) continue;
    if (Result<void> taken = take(said, number); !taken) return taken;
  }
  if (in.bad()) return Error{Exit::usage, file.string() + ": cannot be read"};
  return {};
}

}  // namespace

Result<NumberTable> read_numbers(const fs::path& file, const std::vector<std::string>& names) {
  NumberTable out;
  out.columns = names.size();
  bool is_first = true;
  const auto take = [&](std::string_view line, size_t number) -> Result<void> {
    const auto cells = cells_of(line);
    const bool is_header = is_first && std::none_of(cells.begin(), cells.end(), [](auto cell) {
                             return number_of(cell).has_value();
                           });
    is_first = false;
    if (is_header) {
      if (std::equal(cells.begin(), cells.end(), names.begin(), names.end())) return {};
      return error_at(file, number, "expected numbers, or a header with the names as given");
    }
    if (cells.size() != names.size()) {
      return error_at(file, number,
                      "expected " + std::to_string(names.size()) + " numbers, found " +
                          std::to_string(cells.size()));
    }
    for (const std::string_view cell : cells) {
      const auto value = number_of(cell);
      if (!value) return error_at(file, number, "expected a number, found " + shown(cell));
      out.values.push_back(*value);
    }
    out.lines.push_back(number);
    if (out.rows() <= table_rows_max) return {};
    return error_at(file, number, "more than " + std::to_string(table_rows_max) + " rows");
  };
  if (Result<void> read = read_lines(file, take); !read) return read.error();
  if (out.rows() == 0) return Error{Exit::usage, file.string() + ": has no row"};
  return out;
}

Result<std::vector<std::string>> read_names(const fs::path& file) {
  std::vector<std::string> names;
  const auto take = [&](std::string_view line, size_t number) -> Result<void> {
    if (cells_of(line).size() != 1) {
      return error_at(file, number, "expected one name a line, found " + shown(line));
    }
    names.emplace_back(line);
    return {};
  };
  if (Result<void> read = read_lines(file, take); !read) return read.error();
  if (names.empty()) return Error{Exit::usage, file.string() + ": has no name"};
  return names;
}

}  // namespace models
