#include "store/row_digest.h"

#include <bit>

#include "base/sha256.h"
#include "store/row_tables.h"
#include "store/sqlite.h"

namespace spark::store {
namespace {

constexpr uint64_t looks_apart = 4'096;  // rows between two looks at `stop`

void add_whole(base::Sha256& sum, uint64_t value) {
  char bytes[sizeof value];
  for (char& byte : bytes) {
    byte = static_cast<char>(value & 0xff);
    value >>= 8U;
  }
  sum.add({bytes, sizeof bytes});
}

// Type, length and value, so that no two rows run into each other.
void add_cell(base::Sha256& sum, const sqlite::Statement& row, int column) {
  const int type = sqlite3_column_type(row.get(), column);
  add_whole(sum, static_cast<uint64_t>(type));
  if (type == SQLITE_INTEGER) {
    add_whole(sum, static_cast<uint64_t>(sqlite3_column_int64(row.get(), column)));
  } else if (type == SQLITE_FLOAT) {
    add_whole(sum, std::bit_cast<uint64_t>(sqlite3_column_double(row.get(), column)));
  } else if (type != SQLITE_NULL) {
    const std::string_view bytes = sqlite::bytes_at(row, column);
    add_whole(sum, bytes.size());
    sum.add(bytes);
  }
}

}  // namespace

RowResult<RowDigest> digest_of_day(const std::filesystem::path& file,
                                   const std::atomic<bool>& stop) {
  sqlite3* opened = nullptr;
  const int code = sqlite3_open_v2(file.c_str(), &opened, SQLITE_OPEN_READWRITE, nullptr);
  const sqlite::Database database(opened);
  if (code != SQLITE_OK) return row_error(file, opened, "digest");
  sqlite3_busy_timeout(opened, sqlite::busy_ms);
  base::Sha256 sum;
  RowDigest found;
  for (const char* table : {"columns", "texts", "rows"}) {
    sum.add(table);
    const auto ask =
        sqlite::prepare(opened, std::string("SELECT * FROM ") + table + " ORDER BY rowid");
    if (!ask) return row_error(file, opened, "digest");
    uint64_t rows = 0;
    int stepped = sqlite3_step(ask.get());
    for (; stepped == SQLITE_ROW; stepped = sqlite3_step(ask.get())) {
      if (++rows % looks_apart == 0 && stop.load(std::memory_order_relaxed))
        return RowError(RowError::Kind::environment, "the host ends");
      const int cells = sqlite3_data_count(ask.get());
      for (int i = 0; i < cells; ++i) add_cell(sum, ask, i);
    }
    if (stepped != SQLITE_DONE) return row_error(file, opened, "digest");
    add_whole(sum, rows);
    found.rows = rows;  // of the last table, which has the rows
  }
  found.sha256 = sum.hex();
  return found;
}

}  // namespace spark::store
