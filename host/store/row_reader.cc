#include "store/row_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "store/row_tables.h"
#include "store/sqlite.h"

namespace spark::store {
namespace {

namespace fs = std::filesystem;

// Rows that one statement gives. A statement holds the end of the WAL, which could not be written
// anew while a slow reader thinks.
constexpr int64_t rows_at_once = 4'096;

// The column that has the flag; null if none has.
const RowColumn* column_with(const RowColumns& columns, bool RowColumn::*what) {
  const auto found = std::find_if(columns.begin(), columns.end(),
                                  [what](const RowColumn& column) { return column.*what; });
  return found == columns.end() ? nullptr : &*found;
}

RowValue value_of(const sqlite::Statement& statement, int index, RowType type) {
  sqlite3_stmt* const raw = statement.get();
  if (sqlite3_column_type(raw, index) == SQLITE_NULL) return {};
  switch (type) {
    case RowType::f64:
      return sqlite3_column_double(raw, index);
    case RowType::i64:
      return int64_t{sqlite3_column_int64(raw, index)};
    case RowType::boolean:
      return sqlite3_column_int64(raw, index) != 0;
    case RowType::text:
    case RowType::text_id:
      break;
  }
  return sqlite::bytes_at(statement, index);
}

std::string select_sql(const RowQuery& query, const RowColumns& present, const std::string& time,
                       const RowColumn* key) {
  std::string sql = fmt::format("SELECT rowid, \"{}\"", time);
  for (const RowColumn& wanted : query.columns) {
    const auto has = std::any_of(present.begin(), present.end(), [&](const RowColumn& column) {
      return column.name == wanted.name && column.type == wanted.type;
    });
    if (!has)
      sql += ", NULL";
    else if (wanted.type == RowType::text_id)
      sql += fmt::format(", (SELECT text FROM texts WHERE id = \"{}\")", wanted.name);
    else
      sql += fmt::format(", \"{}\"", wanted.name);
  }
  sql += fmt::format(" FROM rows WHERE (\"{0}\", rowid) > (?1, ?2) AND \"{0}\" < ?3", time);
  if (key != nullptr) {
    sql += fmt::format(
        " AND \"{}\" = {}", key->name,
        key->type == RowType::text_id ? "(SELECT id FROM texts WHERE text = ?5)" : "?5");
  }
  return sql + fmt::format(" ORDER BY \"{}\", rowid LIMIT ?4", time);
}

// False: no more rows are wanted.
RowResult<bool> read_day(const fs::path& file, const RowQuery& query, const TakeRow& take) {
  const auto database = open_rows_to_read(file);
  if (!database) return database.error();
  const auto present = read_columns(file, database->get());
  if (!present) return present.error();
  if (present->empty()) return true;  // it was just made
  const RowColumn* const time = column_with(*present, &RowColumn::is_time);
  const RowColumn* const key = query.key ? column_with(*present, &RowColumn::is_key) : nullptr;
  if (time == nullptr)
    return RowError(RowError::Kind::damaged, file.string() + ": it has no time column");
  if (query.key && key == nullptr) return true;
  const auto statement =
      sqlite::prepare(database->get(), select_sql(query, *present, time->name, key));
  if (!statement) return row_error(file, database->get(), "read");
  // Behind every row before `from`: row numbers begin at 1.
  int64_t after_time = query.from_utc_ms;
  int64_t after_row = 0;
  std::vector<RowValue> values(query.columns.size());
  for (;;) {
    sqlite3_bind_int64(statement.get(), 1, after_time);
    sqlite3_bind_int64(statement.get(), 2, after_row);
    sqlite3_bind_int64(statement.get(), 3, query.to_utc_ms);
    sqlite3_bind_int64(statement.get(), 4, rows_at_once);
    if (key != nullptr) sqlite::bind_text(statement, 5, *query.key);
    int64_t rows = 0;
    int stepped = sqlite3_step(statement.get());
    for (; stepped == SQLITE_ROW; stepped = sqlite3_step(statement.get()), ++rows) {
      after_row = sqlite3_column_int64(statement.get(), 0);
      after_time = sqlite3_column_int64(statement.get(), 1);
      for (size_t i = 0; i < values.size(); ++i)
        values[i] = value_of(statement, static_cast<int>(i) + 2, query.columns[i].type);
      if (!take(values)) return false;
    }
    if (stepped != SQLITE_DONE) return row_error(file, database->get(), "read");
    sqlite3_reset(statement.get());
    if (rows < rows_at_once) return true;
  }
}

}  // namespace

base::Result<void> read_rows(const fs::path& folder, const RowQuery& query, const TakeRow& take) {
  const auto files = list_days(folder);
  if (!files) return files.error();
  std::string failures;
  for (const RowDayFile& file : *files) {
    const fs::path path = day_file(folder, file.day);
    const auto more = read_day(path, query, take);
    // Retention may have removed it since.
    if (!more && fs::exists(path))
      failures.append(failures.empty() ? "" : "; ").append(more.error().text);
    if (more && !*more) break;
  }
  if (failures.empty()) return {};
  return base::Error(failures);
}

namespace {

RowResult<int64_t> newest_of_day(const fs::path& file, int64_t before_utc_ms) {
  const auto database = open_rows_to_read(file);
  if (!database) return database.error();
  const auto present = read_columns(file, database->get());
  if (!present) return present.error();
  const RowColumn* const time = column_with(*present, &RowColumn::is_time);
  if (time == nullptr) return INT64_MIN;  // it was just made
  const auto statement = sqlite::prepare(
      database->get(),
      fmt::format("SELECT \"{0}\" FROM rows WHERE \"{0}\" < ?1 ORDER BY \"{0}\" DESC LIMIT 1",
                  time->name));
  if (!statement) return row_error(file, database->get(), "read");
  sqlite3_bind_int64(statement.get(), 1, before_utc_ms);
  const int stepped = sqlite3_step(statement.get());
  if (stepped == SQLITE_DONE) return INT64_MIN;
  if (stepped != SQLITE_ROW) return row_error(file, database->get(), "read");
  return int64_t{sqlite3_column_int64(statement.get(), 0)};
}

}  // namespace

base::Result<int64_t> newest_row(const fs::path& folder, int64_t before_utc_ms) {
  const auto files = list_days(folder);
  if (!files) return files.error();
  int64_t newest = INT64_MIN;
  std::string failures;
  for (const RowDayFile& file : *files) {
    const fs::path path = day_file(folder, file.day);
    const auto found = newest_of_day(path, before_utc_ms);
    if (found)
      newest = std::max(newest, *found);
    else if (fs::exists(path))  // retention may have removed it since
      failures.append(failures.empty() ? "" : "; ").append(found.error().text);
  }
  if (!failures.empty()) return base::Error(failures);
  return newest;
}

RowResult<RowDayInfo> read_day_info(const fs::path& file) {
  const auto database = open_rows_to_read(file);
  if (!database) return database.error();
  auto columns = read_columns(file, database->get());
  if (!columns) return columns.error();
  RowDayInfo info{std::move(*columns), {}, 0};
  const auto retention =
      sqlite::prepare(database->get(), "SELECT days_max, bytes_max FROM retention");
  if (!retention || sqlite3_step(retention.get()) != SQLITE_ROW)
    return row_error(file, database->get(), "its retention");
  info.retention.days_max = static_cast<uint32_t>(sqlite3_column_int64(retention.get(), 0));
  info.retention.bytes_max = static_cast<uint64_t>(sqlite3_column_int64(retention.get(), 1));
  if (info.columns.empty()) return info;
  // Rows are never removed one by one.
  const auto rows = sqlite::prepare(database->get(), "SELECT max(rowid) FROM rows");
  if (!rows || sqlite3_step(rows.get()) != SQLITE_ROW)
    return row_error(file, database->get(), "its rows");
  info.rows = static_cast<uint64_t>(sqlite3_column_int64(rows.get(), 0));
  return info;
}

base::Result<RowLogInfo> read_log_info(const fs::path& folder) {
  auto days = list_days(folder);
  if (!days) return days.error();
  RowLogInfo log{std::move(*days), {}, {}, 0, 0, {}};
  for (const RowDayFile& day : log.days) {
    log.bytes += day.bytes;
    auto info = read_day_info(day_file(folder, day.day));
    if (!info) {
      log.unreadable.push_back(info.error().text);
      continue;
    }
    log.rows += info->rows;
    log.retention = info->retention;
    // Days of an earlier version may come after those of a later one.
    if (auto all = joined_columns(log.columns, info->columns)) log.columns = std::move(*all);
  }
  return log;
}

fs::path log_folder(const fs::path& state_dir, const std::string& log) {
  return state_dir / "rows" / log;
}

base::Result<std::vector<std::string>> list_logs(const fs::path& state_dir) {
  std::vector<std::string> logs;
  std::error_code failed;
  for (fs::directory_iterator each(state_dir / "rows", failed), end; !failed && each != end;
       each.increment(failed))
    if (each->is_directory()) logs.push_back(each->path().filename().string());
  if (failed && failed != std::errc::no_such_file_or_directory)
    return base::Error((state_dir / "rows").string() + ": " + failed.message());
  std::sort(logs.begin(), logs.end());
  return logs;
}

}  // namespace spark::store
