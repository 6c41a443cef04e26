#include "store/row_digest.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "base/sha256.h"
#include "store/row_tables.h"
#include "store/sqlite.h"

namespace spark::store {
namespace {

constexpr uint64_t looks_apart = 4'096;  // rows between two looks at `stop`

constexpr size_t piece_of_digest_bytes = 32 * 1024;

// A digest of many small values, which are given to SHA-256 in pieces.
class Sum {
 public:
  void add(std::string_view bytes) {
    piece_ += bytes;
    if (piece_.size() < piece_of_digest_bytes) return;
    sum_.add(piece_);
    piece_.clear();
  }
  [[nodiscard]] std::string hex() {
    sum_.add(piece_);
    return sum_.hex();
  }

 private:
  base::Sha256 sum_;
  std::string piece_;
};

void add_whole(Sum& sum, uint64_t value) {
  char bytes[sizeof value];
  for (char& byte : bytes) {
    byte = static_cast<char>(value & 0xff);
    value >>= 8U;
  }
  sum.add({bytes, sizeof bytes});
}

// Type, length and value, so that no two rows run into each other.
void add_cell(Sum& sum, const sqlite::Statement& row, int column) {
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

// The tables' numbers as they are at one moment, whatever is added meanwhile.
class Digesting {
 public:
  Digesting(const std::filesystem::path& file, sqlite3* database, const std::atomic<bool>& stop)
      : file_(file), database_(database), stop_(stop) {}

  // Of the first `rows_max` rows, the first `cells_max` cells; returns how many rows there were. A
  // table that a kill kept from being made has none.
  RowResult<uint64_t> add(const char* table, int64_t rows_max, uint64_t cells_max) {
    sum_.add(table);
    uint64_t rows = 0;
    if (has(table)) {
      const auto ask = sqlite::prepare(
          database_, fmt::format("SELECT * FROM {} ORDER BY rowid LIMIT {}", table, rows_max));
      if (!ask) return row_error(file_, database_, "digest");
      int stepped = sqlite3_step(ask.get());
      for (; stepped == SQLITE_ROW; stepped = sqlite3_step(ask.get())) {
        if (++rows % looks_apart == 0 && stop_.load(std::memory_order_relaxed))
          return RowError(RowError::Kind::environment, "the host ends");
        const auto cells =
            std::min(static_cast<uint64_t>(sqlite3_data_count(ask.get())), cells_max);
        for (uint64_t i = 0; i < cells; ++i) add_cell(sum_, ask, static_cast<int>(i));
      }
      if (stepped != SQLITE_DONE) return row_error(file_, database_, "digest");
    }
    add_whole(sum_, rows);
    return rows;
  }
  [[nodiscard]] std::string hex() { return sum_.hex(); }

 private:
  [[nodiscard]] bool has(std::string_view table) const {
    const auto ask = sqlite::prepare(
        database_, "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?1");
    return ask && sqlite::bind_text(ask, 1, table) && sqlite3_step(ask.get()) == SQLITE_ROW;
  }

  const std::filesystem::path& file_;
  sqlite3* const database_;
  const std::atomic<bool>& stop_;
  Sum sum_;
};

}  // namespace

RowResult<RowDigest> digest_of_day(const std::filesystem::path& file, const std::atomic<bool>& stop,
                                   const RowDigest* beginning) {
  const auto database = open_rows_to_read(file);
  if (!database) return database.error();
  if (sqlite3_exec(database->get(), "BEGIN", nullptr, nullptr, nullptr) != SQLITE_OK)
    return row_error(file, database->get(), "digest");
  Digesting digesting(file, database->get(), stop);
  RowDigest found;
  const uint64_t cells_max = beginning == nullptr ? UINT64_MAX : beginning->columns;
  const auto add = [&](const char* table, uint64_t RowDigest::*count, uint64_t cells) {
    const int64_t rows_max = beginning == nullptr ? -1 : static_cast<int64_t>(beginning->*count);
    auto rows = digesting.add(table, rows_max, cells);
    if (rows) found.*count = *rows;
    return rows;
  };
  if (auto added = add("columns", &RowDigest::columns, UINT64_MAX); !added) return added.error();
  if (auto added = add("texts", &RowDigest::texts, UINT64_MAX); !added) return added.error();
  if (auto added = add("rows", &RowDigest::rows, cells_max); !added) return added.error();
  found.sha256 = digesting.hex();
  return found;
}

}  // namespace spark::store
