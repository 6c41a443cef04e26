// The kinds of market files, told apart by the first line:
//
//   klines     Binance's klines as published: 12 columns, with a header or (the older files)
//              without; times in milliseconds, or in microseconds since 2025
//   quotes     a header with bid_close and ask_close, the time as `ts` (ms) or as `date` (YYYYMMDD,
//              UTC) and `ms_of_day`, and perhaps `volume` (in base currency; empty where nothing
//              was traded) and bid_high, bid_low, ask_high, ask_low
//   snapshots  a header with ts, mid, spreadBp, vol1m, rsi14 and perhaps symbol and
//              spreadEstimated (true, false, 1, 0 or nothing)
//
// Columns may stand in any order where there is a header; unknown ones are ignored. Pure: errors
// name the expected and the found text; the caller adds file and line.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "spark/tool/result.h"

namespace spark::market {

enum class Kind : uint8_t { klines, quotes, snapshots };

[[nodiscard]] std::string_view name_of(Kind kind);

// The meanings of columns. Position of each in a row, or absent.
enum class Field : uint8_t {
  time,
  date,
  ms_of_day,
  close_time,
  open,
  high,
  low,
  close,
  volume,
  quote_volume,
  trades,
  taker_volume,
  taker_quote_volume,
  bid_high,
  bid_low,
  bid,
  ask_high,
  ask_low,
  ask,
  mid,
  spread_bp,
  vol_1m,
  rsi_14,
  symbol,
  spread_estimated,
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

}  // namespace spark::market
