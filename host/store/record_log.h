// Record logs: rows of fixed columns, in one SQLite file for each day of their receipt (UTC).
//
//   <state_dir>/rows/<plugin>.<name>/2026-11-27.db
//
// A file carries its columns, its texts and its retention, so that it is read without the host and
// without the plugin (row_reader.h). Columns are only ever added at the end; an older file, and a
// row of an older version, lack them, which reads as null.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/error.h"

namespace spark::store {

enum class RowType : uint8_t {
  f64,
  i64,
  boolean,
  text,     // stands in the row
  text_id,  // stands once in the file, and the row has its number
};

struct RowColumn {
  std::string name;  // an identifier
  RowType type;
  bool is_time = false;  // when the row's event was, i64 in ms since 1970 UTC; one column is
  bool is_key = false;   // what rows are asked for by, a text; one column at most is

  bool operator==(const RowColumn&) const = default;
};
using RowColumns = std::vector<RowColumn>;

// Null, or a value of the column's type; a text_id is its text here.
using RowValue = std::variant<std::monostate, double, int64_t, bool, std::string_view>;

struct RowRetention {
  uint32_t days_max = 0;  // the day that is under way is one of them
  uint64_t bytes_max = 0;
};

// A failure, and what can be done about it.
struct RowError : base::Error {
  enum class Kind : uint8_t {
    environment,  // the disk, a lock: a later try may succeed
    damaged,      // the file is no database, or is torn: no later try will
    conflict,     // the file has other columns
  };
  RowError() = default;
  RowError(Kind kind_, std::string text_) : base::Error(std::move(text_)), kind(kind_) {}

  Kind kind = Kind::environment;
};
template <class T>
using RowResult = base::Result<T, RowError>;

// "f64", "i64", "bool", "text", "text_id".
[[nodiscard]] std::string_view row_type_name(RowType type);

// The longer of two lists of which one begins with the other: a later version adds columns at the
// end, and an earlier one, after a rollback, does not have them. Any other difference is an error
// that names the first column that differs.
[[nodiscard]] base::Result<RowColumns> joined_columns(const RowColumns& present,
                                                      const RowColumns& wanted);

// One line of text for each column, for files and trials; nothing for a text that is none.
[[nodiscard]] std::string to_text(const RowColumns& columns);
[[nodiscard]] base::Result<RowColumns> row_columns_from_text(std::string_view text);

// "2026-11-27". Pure.
[[nodiscard]] std::string day_of(int64_t utc_ms);
[[nodiscard]] bool is_day(std::string_view text);

struct RowDayFile {
  std::string day;
  uint64_t bytes = 0;  // with what SQLite keeps beside the file
};

// The day files of one log, oldest first. A folder that is missing has none.
[[nodiscard]] base::Result<std::vector<RowDayFile>> list_days(const std::filesystem::path& folder);
[[nodiscard]] std::filesystem::path day_file(const std::filesystem::path& folder,
                                             std::string_view day);

// The first `count` of the files, which are to go: days that are too old, then the oldest while all
// take too many bytes. Never that of `today`, nor a later one. Pure.
struct RowExpiry {
  size_t count = 0;
  bool is_full = false;  // what must stay takes too many bytes alone
};
[[nodiscard]] RowExpiry expired_days(std::span<const RowDayFile> files, std::string_view today,
                                     const RowRetention& retention);

// Removes a database and what SQLite keeps beside it.
base::Result<void> remove_day(const std::filesystem::path& file);
// Moves it out of the way; returns where to.
std::filesystem::path set_day_aside(const std::filesystem::path& file);

}  // namespace spark::store
