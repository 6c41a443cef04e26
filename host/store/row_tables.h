// What the writer and the reader of a day's file both know of its tables. Private to store/.
#pragma once

#include <filesystem>
#include <string_view>

#include "store/record_log.h"
#include "store/sqlite.h"

namespace spark::store {

inline constexpr int row_tables_version = 1;

// The database's last error, as one of the file's.
[[nodiscard]] RowError row_error(const std::filesystem::path& file, sqlite3* database,
                                 std::string_view doing);
// A file of a later version of the host is an error; a new one is fine.
[[nodiscard]] RowResult<void> check_version(const std::filesystem::path& file, sqlite3* database);
[[nodiscard]] RowResult<RowColumns> read_columns(const std::filesystem::path& file,
                                                 sqlite3* database);
// Writes nothing, beside a host that writes the file or without one.
[[nodiscard]] RowResult<sqlite::Database> open_rows_to_read(const std::filesystem::path& file);

}  // namespace spark::store
