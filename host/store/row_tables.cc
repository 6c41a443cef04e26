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

RowResult<sqlite::Database> open_rows_to_read(const std::filesystem::path& file) {
  sqlite3* opened = nullptr;
  int code = sqlite3_open_v2(file.c_str(), &opened, SQLITE_OPEN_READONLY, nullptr);
  sqlite::Database database(opened);
  if (code == SQLITE_OK) {
    sqlite3_busy_timeout(opened, sqlite::busy_ms);
    code = sqlite3_exec(opened, "SELECT 1 FROM sqlite_schema", nullptr, nullptr, nullptr);
  }
  // In a folder that may not be written SQLite cannot take part in the WAL, and needs to be told
  // that nobody does.
  if ((code & 0xff) == SQLITE_CANTOPEN && std::filesystem::exists(file)) {
    const std::string uri = "file:" + file.string() + "?immutable=1";
    code = sqlite3_open_v2(uri.c_str(), &opened, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, nullptr);
    database.reset(opened);
  }
  if (code != SQLITE_OK) return row_error(file, opened, "open");
  if (auto checked = check_version(file, opened); !checked) return checked.error();
  return database;
}

}  // namespace spark::store
