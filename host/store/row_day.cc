#include "store/row_day.h"

#include <fcntl.h>
#include <fmt/format.h>

#include "base/assert.h"
#include "base/file.h"
#include "base/private_folder.h"
#include "store/row_tables.h"
#include "store/sqlite.h"

namespace spark::store {
namespace {

// Texts whose numbers are remembered; beyond, they are looked up.
constexpr size_t texts_max = 65'536;

constexpr const char* sql_type(RowType type) {
  if (type == RowType::f64) return "REAL";
  return type == RowType::text ? "TEXT" : "INTEGER";
}

}  // namespace

struct RowDay::Parts {
  struct TextHash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };

  std::filesystem::path path;
  sqlite::Database database;
  RowColumns columns;
  std::map<size_t, sqlite::Statement> inserts;  // by the number of values
  sqlite::Statement add_text;
  sqlite::Statement find_text;
  std::unordered_map<std::string, int64_t, TextHash, std::equal_to<>> texts;

  [[nodiscard]] RowError error(std::string_view doing) const {
    return row_error(path, database.get(), doing);
  }

  RowResult<void> run(const std::string& sql) const {
    if (sqlite3_exec(database.get(), sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK)
      return {};
    return error(sql.substr(0, sql.find(' ')));
  }

  RowResult<void> make_tables(const RowRetention& retention) {
    auto made = run(fmt::format(
        "BEGIN IMMEDIATE;"
        "CREATE TABLE IF NOT EXISTS columns (line TEXT NOT NULL);"
        "CREATE TABLE IF NOT EXISTS texts (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);"
        "CREATE TABLE IF NOT EXISTS retention (days_max INTEGER, bytes_max INTEGER);"
        "DELETE FROM retention; INSERT INTO retention VALUES ({}, {});"
        "PRAGMA user_version = {};"
        "COMMIT",
        retention.days_max, static_cast<int64_t>(retention.bytes_max), row_tables_version));
    if (!made) (void)run("ROLLBACK");
    return made;
  }

  RowResult<void> add(const RowColumns& all) {
    std::string sql = "BEGIN IMMEDIATE;";
    if (columns.empty()) {
      sql += "CREATE TABLE rows (";
      for (size_t i = 0; i < all.size(); ++i)
        sql += fmt::format("{}\"{}\" {}", i == 0 ? "" : ", ", all[i].name, sql_type(all[i].type));
      sql += ");";
    }
    for (size_t i = columns.size(); i < all.size(); ++i) {
      if (!columns.empty())
        sql += fmt::format("ALTER TABLE rows ADD COLUMN \"{}\" {};", all[i].name,
                           sql_type(all[i].type));
      if (all[i].is_time) sql += fmt::format("CREATE INDEX by_time ON rows (\"{}\");", all[i].name);
      std::string line = to_text({all[i]});
      line.pop_back();
      sql += fmt::format("INSERT INTO columns VALUES ('{}');", line);
    }
    auto added = run(sql + "COMMIT");
    if (!added) {
      (void)run("ROLLBACK");
      return added;
    }
    columns = all;
    return {};
  }

  RowResult<int64_t> id_of(std::string_view text) {
    if (const auto known = texts.find(text); known != texts.end()) return known->second;
    if (!add_text) {
      add_text = sqlite::prepare(database.get(), "INSERT OR IGNORE INTO texts (text) VALUES (?1)");
      find_text = sqlite::prepare(database.get(), "SELECT id FROM texts WHERE text = ?1");
    }
    for (const auto* statement : {&add_text, &find_text}) {
      if (!*statement || !sqlite::bind_text(*statement, 1, text)) return error("text");
      const int stepped = sqlite3_step(statement->get());
      const int64_t id =
          stepped == SQLITE_ROW ? sqlite3_column_int64(statement->get(), 0) : int64_t{0};
      const bool is_done = stepped == SQLITE_ROW || stepped == SQLITE_DONE;
      auto failure = is_done ? RowError() : error("text");
      sqlite3_reset(statement->get());
      if (!is_done) return failure;
      if (stepped == SQLITE_DONE) continue;
      if (texts.size() >= texts_max) texts.clear();
      texts.emplace(text, id);
      return id;
    }
    return error("text");
  }

  RowResult<bool> bind(sqlite3_stmt* to, int index, RowType type, const RowValue& value) {
    if (const auto* f64 = std::get_if<double>(&value))
      return sqlite3_bind_double(to, index, *f64) == SQLITE_OK;
    if (const auto* i64 = std::get_if<int64_t>(&value))
      return sqlite3_bind_int64(to, index, *i64) == SQLITE_OK;
    if (const auto* boolean = std::get_if<bool>(&value))
      return sqlite3_bind_int64(to, index, *boolean ? 1 : 0) == SQLITE_OK;
    const auto* text = std::get_if<std::string_view>(&value);
    if (text == nullptr) return sqlite3_bind_null(to, index) == SQLITE_OK;
    if (type == RowType::text)
      return sqlite3_bind_text64(to, index, text->data() == nullptr ? "" : text->data(),
                                 text->size(), SQLITE_STATIC, SQLITE_UTF8) == SQLITE_OK;
    const auto id = id_of(*text);
    if (!id) return id.error();
    return sqlite3_bind_int64(to, index, *id) == SQLITE_OK;
  }
};

RowDay::RowDay(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
RowDay::~RowDay() = default;
RowDay::RowDay(RowDay&&) noexcept = default;
RowDay& RowDay::operator=(RowDay&&) noexcept = default;

const RowColumns& RowDay::columns() const {
  return parts_->columns;
}
const std::filesystem::path& RowDay::path() const {
  return parts_->path;
}

RowResult<RowDay> RowDay::open(const std::filesystem::path& file, const RowRetention& retention) {
  using enum RowError::Kind;
  if (auto made = base::make_private_folder(file.parent_path()); !made)
    return RowError(environment, made.error().text);
  // Made here, so that it is for owner and group only; SQLite gives its other files the same mode.
  if (auto made = base::File::open(file, O_RDWR | O_CREAT); !made)
    return RowError(environment, made.error().text);
  auto parts = std::make_unique<Parts>();
  parts->path = file;
  sqlite3* opened = nullptr;
  const int code = sqlite3_open_v2(file.c_str(), &opened,
                                   // One thread writes; each value bound would take a lock.
                                   SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  parts->database.reset(opened);
  if (code != SQLITE_OK) return parts->error("open");
  sqlite3_busy_timeout(opened, sqlite::busy_ms);
  for (const char* sql : {"PRAGMA journal_mode = WAL", "PRAGMA synchronous = NORMAL"})
    if (auto done = parts->run(sql); !done) return done.error();
  if (auto checked = check_version(file, opened); !checked) return checked.error();
  if (auto made = parts->make_tables(retention); !made) return made.error();
  auto columns = read_columns(file, opened);
  if (!columns) return columns.error();
  parts->columns = std::move(*columns);
  return RowDay(std::move(parts));
}

RowResult<void> RowDay::prepare(const RowColumns& columns) {
  auto all = joined_columns(parts_->columns, columns);
  if (!all)
    return RowError(RowError::Kind::conflict, parts_->path.string() + ": " + all.error().text);
  if (all->size() > parts_->columns.size())
    if (auto added = parts_->add(*all); !added) return added;
  sqlite::Statement& insert = parts_->inserts[columns.size()];
  if (insert) return {};
  std::string names;
  std::string places;
  for (const RowColumn& column : columns) {
    names += fmt::format("{}\"{}\"", names.empty() ? "" : ", ", column.name);
    places += places.empty() ? "?" : ",?";
  }
  insert = sqlite::prepare(parts_->database.get(),
                           fmt::format("INSERT INTO rows ({}) VALUES ({})", names, places));
  if (!insert) return parts_->error("insert");
  return {};
}

RowResult<void> RowDay::begin() {
  return parts_->run("BEGIN IMMEDIATE");
}

RowResult<void> RowDay::insert(std::span<const RowValue> values) {
  const auto found = parts_->inserts.find(values.size());
  SPARK_ASSERT(found != parts_->inserts.end() && found->second, "rows are inserted as prepared");
  sqlite3_stmt* const statement = found->second.get();
  for (size_t i = 0; i < values.size(); ++i) {
    const auto bound =
        parts_->bind(statement, static_cast<int>(i) + 1, parts_->columns[i].type, values[i]);
    if (!bound) return bound.error();
    if (!*bound) return parts_->error("insert");
  }
  if (sqlite3_step(statement) == SQLITE_DONE) {
    sqlite3_reset(statement);
    return {};
  }
  auto failure = parts_->error("insert");
  sqlite3_reset(statement);
  return failure;
}

RowResult<void> RowDay::commit() {
  return parts_->run("COMMIT");
}

void RowDay::rollback() {
  // After some errors SQLite has rolled back by itself, and ROLLBACK fails. That does no harm.
  (void)parts_->run("ROLLBACK");
  parts_->texts.clear();  // those of the transaction have no numbers any more
}

RowResult<void> settle_day(const std::filesystem::path& file) {
  sqlite3* opened = nullptr;
  const int code = sqlite3_open_v2(file.c_str(), &opened, SQLITE_OPEN_READWRITE, nullptr);
  const sqlite::Database database(opened);
  if (code != SQLITE_OK) return row_error(file, opened, "settle");
  sqlite3_busy_timeout(opened, sqlite::busy_ms);
  const auto ask = sqlite::prepare(opened, "PRAGMA wal_checkpoint(FULL)");
  if (!ask || sqlite3_step(ask.get()) != SQLITE_ROW) return row_error(file, opened, "settle");
  if (sqlite3_column_int(ask.get(), 0) == 0) return {};
  return RowError(RowError::Kind::environment, file.string() + ": somebody reads it");
}

}  // namespace spark::store
