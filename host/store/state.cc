// Keys and values in SQLite; see state.h.
#include "store/state.h"

#include <fcntl.h>

#include "base/file.h"
#include "base/json_text.h"
#include "base/private_folder.h"
#include "base/utf8.h"
#include "base/whole_file.h"
#include "store/sqlite.h"

namespace spark::store {
namespace {

constexpr std::string_view schema_version = "1";

using sqlite::bind_text;
using sqlite::prepare;
using sqlite::Statement;

bool bind_blob(const Statement& statement, int index, std::string_view bytes) {
  // A null pointer would be taken for NULL.
  const char* data = bytes.data() == nullptr ? "" : bytes.data();
  return sqlite3_bind_blob64(statement.get(), index, data, bytes.size(), SQLITE_STATIC) ==
         SQLITE_OK;
}

std::string column(const Statement& statement, int index) {
  return std::string(sqlite::bytes_at(statement, index));
}

std::string shown(std::string_view key) {
  std::string text;
  base::append_json_string(text, key.substr(0, key_bytes_max));
  return text;
}

std::string doing(const State::Change& change) {
  return (change.value ? "put " : "erase ") + shown(change.key);
}

base::Result<void> check_key(std::string_view key) {
  const bool right = !key.empty() && key.size() <= key_bytes_max && base::is_utf8(key) &&
                     key.find('\0') == std::string_view::npos;
  if (right) return {};
  return base::Error("key " + shown(key) + ": expected 1 to " + std::to_string(key_bytes_max) +
                     " bytes of UTF-8 without NUL");
}

base::Result<void> check_change(const State::Change& change) {
  if (auto right = check_key(change.key); !right) return right;
  if (!change.value || change.value->size() <= value_bytes_max) return {};
  return base::Error("key " + shown(change.key) + ": expected a value of at most " +
                     std::to_string(value_bytes_max) + " bytes, found " +
                     std::to_string(change.value->size()));
}

}  // namespace

void State::Close::operator()(sqlite3* database) const {
  sqlite3_close_v2(database);
}

base::Error State::error(std::string_view doing) const {
  const std::string why =
      database_ ? sqlite3_errmsg(database_.get()) : std::string("out of memory");
  return base::Error(path_.string() + ": " + std::string(doing) + ": " + why);
}

base::Result<void> State::run(const char* sql) const {
  if (sqlite3_exec(database_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) return error(sql);
  return {};
}

base::Result<std::string> State::ask(const char* sql) const {
  const Statement statement = prepare(database_.get(), sql);
  const int stepped = statement ? sqlite3_step(statement.get()) : SQLITE_ERROR;
  if (stepped == SQLITE_ROW) return {boost::system::in_place_value, column(statement, 0)};
  if (stepped == SQLITE_DONE) return {boost::system::in_place_value};
  return error(sql);
}

base::Result<State> State::open(const std::filesystem::path& state_dir, const std::string& file) {
  if (auto made = base::make_private_folder(state_dir); !made) return made.error();
  const std::filesystem::path path = state_dir / file;
  // Made here, so that it is for owner and group only; SQLite gives its other files the same mode.
  if (auto made = base::File::open(path, O_RDWR | O_CREAT); !made) return made.error();
  sqlite3* opened = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &opened, SQLITE_OPEN_READWRITE, nullptr);
  State state(Database(opened), path);
  if (code != SQLITE_OK) return state.error("open");
  if (auto ready = state.prepare_file(); !ready) return ready.error();
  if (auto ready = state.prepare_tables(); !ready) return ready.error();
  if (auto synced = base::sync_folder(state_dir); !synced) return synced.error();
  return state;
}

bool State::is_damaged(const std::filesystem::path& file) {
  sqlite3* opened = nullptr;
  const int code = sqlite3_open_v2(file.c_str(), &opened, SQLITE_OPEN_READONLY, nullptr);
  const Database database(opened);
  if (code != SQLITE_OK) return false;
  sqlite3_busy_timeout(opened, sqlite::busy_ms);
  const Statement statement = prepare(opened, "PRAGMA quick_check(1)");
  const int stepped = statement ? sqlite3_step(statement.get()) : sqlite3_errcode(opened);
  if (stepped == SQLITE_ROW) return column(statement, 0) != "ok";
  return stepped == SQLITE_CORRUPT || stepped == SQLITE_NOTADB;
}

// If SQLite does not obey a PRAGMA, it answers with the value that stays.
base::Result<void> State::prepare_file() {
  sqlite3_busy_timeout(database_.get(), sqlite::busy_ms);
  struct Wanted {
    const char* sql;
    std::string_view answer;
  };
  for (const Wanted& wanted :
       {Wanted{"PRAGMA quick_check(1)", "ok"}, Wanted{"PRAGMA journal_mode = WAL", "wal"},
        Wanted{"PRAGMA synchronous = FULL", ""}, Wanted{"PRAGMA synchronous", "2"}}) {
    const auto answer = ask(wanted.sql);
    if (!answer) return answer.error();
    if (*answer != wanted.answer) {
      return base::Error(path_.string() + ": " + wanted.sql + ": expected \"" +
                         std::string(wanted.answer) + "\", found \"" + *answer + "\"");
    }
  }
  return {};
}

base::Result<void> State::prepare_tables() {
  auto made =
      run("BEGIN IMMEDIATE;"
          "CREATE TABLE IF NOT EXISTS schema (version INTEGER NOT NULL);"
          "INSERT INTO schema SELECT 1 WHERE NOT EXISTS (SELECT * FROM schema);"
          "CREATE TABLE IF NOT EXISTS state (key TEXT PRIMARY KEY NOT NULL, value BLOB NOT NULL)"
          " WITHOUT ROWID;"
          "COMMIT");
  if (!made) return made;
  const auto version = ask("SELECT version FROM schema");
  if (!version) return version.error();
  if (*version == schema_version) return {};
  return base::Error(path_.string() + ": expected schema version " + std::string(schema_version) +
                     ", found " + *version + ": it was written by another version of the host");
}

base::Result<std::optional<std::string>> State::get(std::string_view key) const {
  if (auto right = check_key(key); !right) return right.error();
  const Statement statement = prepare(database_.get(), "SELECT value FROM state WHERE key = ?1");
  if (!statement || !bind_text(statement, 1, key)) return error("get " + shown(key));
  const int stepped = sqlite3_step(statement.get());
  if (stepped == SQLITE_ROW) return std::optional<std::string>(column(statement, 0));
  if (stepped == SQLITE_DONE) return std::optional<std::string>();
  return error("get " + shown(key));
}

base::Result<void> State::apply(const Change& change) {
  const bool put = change.value.has_value();
  const Statement statement =
      prepare(database_.get(), put ? "INSERT INTO state (key, value) VALUES (?1, ?2)"
                                     " ON CONFLICT (key) DO UPDATE SET value = excluded.value"
                                   : "DELETE FROM state WHERE key = ?1");
  const bool bound = statement && bind_text(statement, 1, change.key) &&
                     (!put || bind_blob(statement, 2, *change.value));
  if (!bound || sqlite3_step(statement.get()) != SQLITE_DONE) return error(doing(change));
  return {};
}

base::Result<void> State::put(std::string_view key, std::string_view value) {
  const Change change{std::string(key), std::string(value)};
  return put_all(std::span(&change, 1));
}

base::Result<void> State::erase(std::string_view key) {
  const Change change{std::string(key), std::nullopt};
  return put_all(std::span(&change, 1));
}

base::Result<void> State::put_all(std::span<const Change> changes) {
  for (const Change& change : changes)
    if (auto right = check_change(change); !right) return right;
  if (changes.empty()) return {};
  if (!run("BEGIN IMMEDIATE")) return error(doing(changes.front()));
  base::Result<void> done;
  for (const Change& change : changes) {
    done = apply(change);
    if (!done) break;
  }
  if (done && !run("COMMIT")) done = error(doing(changes.front()));
  // After some errors SQLite has rolled back by itself, and ROLLBACK fails. That does no harm.
  if (!done) (void)run("ROLLBACK");
  return done;
}

base::Result<std::vector<State::Item>> State::list(std::string_view prefix) const {
  // No UTF-8 text has the byte 0xFF, so `behind` follows every key that begins with the prefix.
  const std::string behind = std::string(prefix) + '\xFF';
  const Statement statement = prepare(
      database_.get(), "SELECT key, value FROM state WHERE key >= ?1 AND key < ?2 ORDER BY key");
  if (!statement || !bind_text(statement, 1, prefix.data() == nullptr ? "" : prefix) ||
      !bind_text(statement, 2, behind))
    return error("list " + shown(prefix));
  std::vector<Item> items;
  int stepped = sqlite3_step(statement.get());
  for (; stepped == SQLITE_ROW; stepped = sqlite3_step(statement.get()))
    items.push_back({column(statement, 0), column(statement, 1)});
  if (stepped != SQLITE_DONE) return error("list " + shown(prefix));
  return items;
}

}  // namespace spark::store
