#include "store/record_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <optional>
#include <system_error>

#include "base/clock.h"

namespace spark::store {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 5> type_names = {"f64", "i64", "bool", "text", "text_id"};
constexpr std::array<const char*, 3> suffixes = {"", "-wal", "-shm"};
constexpr std::string_view extension = ".db";

std::string described(const RowColumn& column) {
  return fmt::format("'{}' ({}{}{})", column.name, row_type_name(column.type),
                     column.is_time ? ", time" : "", column.is_key ? ", key" : "");
}

std::optional<std::chrono::sys_days> days_from(std::string_view day) {
  int year = 0;
  unsigned month = 0;
  unsigned in_month = 0;
  const auto read = [&](size_t at, size_t size, auto& number) {
    const char* const end = day.data() + at + size;
    return std::from_chars(day.data() + at, end, number).ptr == end;
  };
  if (day.size() != 10 || day[4] != '-' || day[7] != '-' || !read(0, 4, year) ||
      !read(5, 2, month) || !read(8, 2, in_month))
    return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(year), std::chrono::month(month),
                                         std::chrono::day(in_month)};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date);
}

base::Result<RowColumn> column_from(std::string_view line) {
  RowColumn column{"", RowType::f64};
  size_t word = 0;
  while (!line.empty()) {
    const std::string_view part = line.substr(0, line.find(' '));
    line.remove_prefix(std::min(line.size(), part.size() + 1));
    if (word == 0) {
      column.name = part;
    } else if (word == 1) {
      const auto found = std::find(type_names.begin(), type_names.end(), part);
      if (found == type_names.end()) break;
      column.type = static_cast<RowType>(found - type_names.begin());
    } else {
      column.is_time |= part == "time";
      column.is_key |= part == "key";
    }
    ++word;
  }
  if (word < 2 || column.name.empty()) return base::Error("expected a column and its type");
  return column;
}

}  // namespace

std::string_view row_type_name(RowType type) {
  return type_names[static_cast<size_t>(type)];
}

base::Result<RowColumns> joined_columns(const RowColumns& present, const RowColumns& wanted) {
  const size_t both = std::min(present.size(), wanted.size());
  for (size_t i = 0; i < both; ++i) {
    if (present[i] == wanted[i]) continue;
    return base::Error(
        fmt::format("expected column {} to be {} as in the rows that there are, "
                    "found {}",
                    i + 1, described(present[i]), described(wanted[i])));
  }
  return present.size() >= wanted.size() ? present : wanted;
}

std::string to_text(const RowColumns& columns) {
  std::string text;
  for (const RowColumn& column : columns)
    text += fmt::format("{} {}{}{}\n", column.name, row_type_name(column.type),
                        column.is_time ? " time" : "", column.is_key ? " key" : "");
  return text;
}

base::Result<RowColumns> row_columns_from_text(std::string_view text) {
  RowColumns columns;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    auto column = column_from(line);
    if (!column) return column.error();
    columns.push_back(std::move(*column));
  }
  return columns;
}

std::string day_of(int64_t utc_ms) {
  return base::iso8601_utc(utc_ms).substr(0, 10);
}

bool is_day(std::string_view text) {
  return days_from(text).has_value();
}

fs::path day_file(const fs::path& folder, std::string_view day) {
  return folder / std::string(day).append(extension);
}

base::Result<std::vector<RowDayFile>> list_days(const fs::path& folder) {
  std::vector<RowDayFile> files;
  std::error_code failed;
  for (fs::directory_iterator each(folder, failed), end; !failed && each != end;
       each.increment(failed)) {
    const fs::path& path = each->path();
    if (path.extension() != extension || !is_day(path.stem().string())) continue;
    RowDayFile file{path.stem().string()};
    for (const char* suffix : suffixes) {
      std::error_code missing;
      const uint64_t bytes = fs::file_size(std::string(path.native()).append(suffix), missing);
      if (!missing) file.bytes += bytes;
    }
    files.push_back(std::move(file));
  }
  if (failed && failed != std::errc::no_such_file_or_directory)
    return base::Error(folder.string() + ": " + failed.message());
  std::sort(files.begin(), files.end(), [](const auto& a, const auto& b) { return a.day < b.day; });
  return files;
}

RowExpiry expired_days(std::span<const RowDayFile> files, std::string_view today,
                       const RowRetention& retention) {
  RowExpiry expiry;
  const auto present = days_from(today);
  if (!present) return expiry;
  uint64_t bytes = 0;
  for (const RowDayFile& file : files) bytes += file.bytes;
  for (const RowDayFile& file : files) {
    const auto day = days_from(file.day);
    if (!day || *day >= *present) break;
    const bool is_old = *present - *day >= std::chrono::days(retention.days_max);
    if (!is_old && bytes < retention.bytes_max) break;
    bytes -= file.bytes;
    ++expiry.count;
  }
  expiry.is_full = bytes >= retention.bytes_max;
  return expiry;
}

base::Result<void> remove_day(const fs::path& file) {
  // The database goes first: without it the others are nothing.
  for (const char* suffix : suffixes) {
    std::error_code failed;
    fs::remove(std::string(file.native()).append(suffix), failed);
    if (failed) return base::Error(file.string() + suffix + ": " + failed.message());
  }
  return {};
}

fs::path set_day_aside(const fs::path& file) {
  const fs::path aside = file.string().append(".damaged-").append(std::to_string(base::utc_ms()));
  std::error_code ignored;
  for (const char* suffix : suffixes)
    fs::rename(std::string(file.native()).append(suffix),
               std::string(aside.native()).append(suffix), ignored);
  return aside;
}

}  // namespace spark::store
