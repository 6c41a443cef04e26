#include "store/row_tables.h"

#include <fmt/format.h>

#include "base/names.h"
#include "store/sqlite.h"

namespace spark::store {

RowError row_error(const std::filesystem::path& file, sqlite3* database, std::string_view doing) {
  const int code = database == nullptr ? SQLITE_NOMEM : sqlite3_errcode(database) & 0xff;
  const bool is_damaged = code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
  const char* const why = database == nullptr ? "out of memory" : sqlite3_errmsg(database);
  return {is_damaged ? RowError::Kind::damaged : RowError::Kind::environment,
          fmt::format("{}: {}: {}", file.string(), doing, why)};
}

RowResult<void> check_version(const std::filesystem::path& file, sqlite3* database) {
  const auto ask = sqlite::prepare(database, "PRAGMA user_version");
  if (!ask || sqlite3_step(ask.get()) != SQLITE_ROW) return row_error(file, database, "open");
  const int version = sqlite3_column_int(ask.get(), 0);
  if (version == 0 || version == row_tables_version) return {};
  return RowError(RowError::Kind::environment,
                  fmt::format("{}: expected tables of version {}, found {}: it was written by "
                              "another version of the host",
                              file.string(), row_tables_version, version));
}

RowResult<RowColumns> read_columns(const std::filesystem::path& file, sqlite3* database) {
  const auto damaged = [&](const std::string& why) {
    return RowError(RowError::Kind::damaged, file.string() + ": its columns: " + why);
  };
  const auto ask = sqlite::prepare(database, "SELECT line FROM columns ORDER BY rowid");
  if (!ask) return damaged(sqlite3_errmsg(database));
  std::string text;
  int stepped = sqlite3_step(ask.get());
  for (; stepped == SQLITE_ROW; stepped = sqlite3_step(ask.get()))
    text.append(sqlite::bytes_at(ask, 0)).append("\n");
  if (stepped != SQLITE_DONE) return row_error(file, database, "its columns");
  auto columns = row_columns_from_text(text);
  if (!columns) return damaged(columns.error().text);
  for (const RowColumn& column : *columns)
    if (!base::is_identifier(column.name)) return damaged("'" + column.name + "' is no name");
  return std::move(*columns);
}

}  // namespace spark::store
