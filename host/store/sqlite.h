// SQLite's handles as owners, and the few calls that state.cc and the record logs share. Private to
// store/.
#pragma once

#include <sqlite3.h>

#include <memory>
#include <string>
#include <string_view>

namespace spark::store::sqlite {

inline constexpr int busy_ms = 200;  // SQLite's own shell may hold a file for a moment

struct Close {
  void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
};
using Database = std::unique_ptr<sqlite3, Close>;

struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

// Null if SQLite refuses it.
inline Statement prepare(sqlite3* database, const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  sqlite3_prepare_v2(database, sql.c_str(), static_cast<int>(sql.size()), &statement, nullptr);
  return Statement(statement);
}

// The text must outlive the statement's use.
inline bool bind_text(const Statement& statement, int index, std::string_view text) {
  // A null pointer would be taken for NULL.
  return sqlite3_bind_text64(statement.get(), index, text.data() == nullptr ? "" : text.data(),
                             text.size(), SQLITE_STATIC, SQLITE_UTF8) == SQLITE_OK;
}

// Valid until the statement's next step.
inline std::string_view bytes_at(const Statement& statement, int index) {
  const void* data = sqlite3_column_blob(statement.get(), index);
  const int size = sqlite3_column_bytes(statement.get(), index);
  return data == nullptr ? std::string_view()
                         : std::string_view(static_cast<const char*>(data), size);
}

}  // namespace spark::store::sqlite
