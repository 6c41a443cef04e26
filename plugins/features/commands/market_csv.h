// The CSV files that replay reads, told apart by their first line:
//
//   klines     Binance's one-minute klines as published: 12 columns, with a header or (the older
//   files)
//              without; open_time in milliseconds, or in microseconds since 2025
//   quotes     a header with bid_close and ask_close, the time as `ts` (ms) or as `date` (YYYYMMDD,
//   UTC) and
//              `ms_of_day`, and perhaps `volume` (in base currency; empty where nothing was traded)
//   snapshots  a header with ts, mid, spreadBp, vol1m, rsi14 and perhaps symbol
//
// Columns may stand in any order where there is a header; unknown ones are left alone. Pure
// functions: errors name the column, what was expected and what was found; the caller adds file and
// line.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <variant>

#include "snapshots.h"
#include "spark/tool/result.h"

namespace spark::replay {

enum class Kind : uint8_t { klines, quotes, snapshots };

[[nodiscard]] std::string_view name_of(Kind kind);

// What a column may mean. Position of each in a row, or absent.
enum class Field : uint8_t {
  time,
  date,
  ms_of_day,
  high,
  low,
  close,
  quote_volume,
  volume,
  bid,
  ask,
  mid,
  spread_bp,
  vol_1m,
  rsi_14,
  symbol,
  count_,
};

struct Layout {
  static constexpr uint32_t absent = UINT32_MAX;
  static constexpr uint32_t columns_max = 64;

  Kind kind = Kind::klines;
  bool header = false;
  uint32_t columns = 0;
  std::array<uint32_t, static_cast<size_t>(Field::count_)> at{};

  Layout() { at.fill(absent); }
  [[nodiscard]] uint32_t of(Field field) const { return at[static_cast<size_t>(field)]; }
  [[nodiscard]] bool has(Field field) const { return of(field) != absent; }
};

tool::Result<Layout> detect(std::string_view first_line);

using Row = std::variant<Bar, Snapshot>;

// One row that is not the header.
tool::Result<Row> parse_row(const Layout& layout, std::string_view line);

// A time in milliseconds or microseconds since 1970 as milliseconds; the unit is known by size,
// since the two ranges are a factor of 1000 apart. Anything outside of 2001 to 2100 in both is
// refused.
tool::Result<int64_t> time_ms(int64_t stamp);

}  // namespace spark::replay
