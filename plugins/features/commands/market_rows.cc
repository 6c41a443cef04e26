// One row of a file whose layout is known.
#include <chrono>
#include <cmath>
#include <limits>
#include <optional>
#include <string>

#include "csv_cells.h"
#include "market_csv.h"
#include "spark/tool/format.h"

namespace spark::replay {

using tool::Error;
using tool::Exit;
using tool::Result;

namespace {

Error unexpected(std::string_view column, std::string_view expected, std::string_view found) {
  return Error{Exit::usage, std::string(column) + ": expected " + std::string(expected) +
                                ", found \"" + tool::shortened(found, 40) + "\""};
}

// Reads the cells of one row and keeps the first thing that is wrong with them.
class RowReader {
 public:
  RowReader(const Layout& layout, const Cells& cells) : layout_(layout), cells_(cells) {}

  std::string_view cell(Field field) const { return cells_[layout_.of(field)]; }

  double number(Field field, std::string_view column, double min, std::string_view expected,
                double max = HUGE_VAL) {
    double value = 0;
    if (!read(cell(field), value) || !(value >= min && value <= max) || !std::isfinite(value)) {
      fail(unexpected(column, expected, cell(field)));
    }
    return value;
  }
  double price(Field field, std::string_view column) {
    return number(field, column, std::numeric_limits<double>::min(), "a number above 0");
  }
  double amount(Field field, std::string_view column) {
    return number(field, column, 0, "a number of at least 0");
  }
  int64_t whole(Field field, std::string_view column, std::string_view expected) {
    int64_t value = 0;
    if (!read(cell(field), value)) fail(unexpected(column, expected, cell(field)));
    return value;
  }

  int64_t time(std::string_view column) {
    const int64_t stamp = whole(Field::time, column, "milliseconds or microseconds since 1970");
    if (error_) return 0;
    const Result<int64_t> ms = time_ms(stamp);
    if (!ms) fail(unexpected(column, ms.error().text, cell(Field::time)));
    return ms ? *ms : 0;
  }

  // date 20140501 and ms_of_day 60000, both UTC.
  int64_t day_time() {
    using namespace std::chrono;
    constexpr int64_t day_ms = 86'400'000;
    const int64_t date = whole(Field::date, "date", "YYYYMMDD");
    const int64_t ms = whole(Field::ms_of_day, "ms_of_day", "0 to 86399999");
    const year_month_day day{year(static_cast<int>(date / 10'000)),
                             month(static_cast<unsigned>(date / 100 % 100)),
                             std::chrono::day(static_cast<unsigned>(date % 100))};
    if (date < 20'010'910 || date >= 21'000'000 || !day.ok()) {
      fail(unexpected("date", "YYYYMMDD", cell(Field::date)));
    } else if (ms < 0 || ms >= day_ms) {
      fail(unexpected("ms_of_day", "0 to 86399999", cell(Field::ms_of_day)));
    }
    return error_ ? 0 : sys_days(day).time_since_epoch().count() * day_ms + ms;
  }

  void fail(Error error) {
    if (!error_) error_ = std::move(error);
  }
  const std::optional<Error>& error() const { return error_; }

 private:
  const Layout& layout_;
  const Cells& cells_;
  std::optional<Error> error_;
};

Bar kline(RowReader& row) {
  Bar bar;
  bar.ts_ms = row.time("open_time");
  bar.high = row.price(Field::high, "high");
  bar.low = row.price(Field::low, "low");
  bar.close = row.price(Field::close, "close");
  bar.quote_volume = row.amount(Field::quote_volume, "quote_asset_volume");
  if (bar.low > bar.high) row.fail(unexpected("low", "at most high", row.cell(Field::low)));
  if (bar.close < bar.low || bar.close > bar.high) {
    row.fail(unexpected("close", "a price between low and high", row.cell(Field::close)));
  }
  return bar;
}

Bar quote(RowReader& row, const Layout& layout) {
  Bar bar;
  bar.ts_ms = layout.has(Field::time) ? row.time("ts") : row.day_time();
  const double bid = row.price(Field::bid, "bid_close");
  const double ask = row.price(Field::ask, "ask_close");
  if (ask < bid) row.fail(unexpected("ask_close", "at least bid_close", row.cell(Field::ask)));
  bar.close = (bid + ask) / 2;
  bar.high = bar.low = bar.close;
  bar.spread_bp = 1e4 * (ask - bid) / bar.close;
  // An empty volume is a minute without a trade.
  if (layout.has(Field::volume) && !row.cell(Field::volume).empty()) {
    bar.quote_volume = row.amount(Field::volume, "volume") * bar.close;
  }
  return bar;
}

Snapshot snapshot(RowReader& row, const Layout& layout) {
  Snapshot out;
  out.ts_ms = row.time("ts");
  out.mid = row.price(Field::mid, "mid");
  out.spread_bp = row.amount(Field::spread_bp, "spreadBp");
  out.vol_1m = row.amount(Field::vol_1m, "vol1m");
  out.rsi_14 = row.number(Field::rsi_14, "rsi14", 0, "a number from 0 to 100", 100);
  if (layout.has(Field::symbol)) {
    if (!is_symbol(row.cell(Field::symbol))) {
      row.fail(
          unexpected("symbol", "at most 32 letters, digits and ._:/-", row.cell(Field::symbol)));
    }
    out.symbol = row.cell(Field::symbol);
  }
  return out;
}

}  // namespace

Result<int64_t> time_ms(int64_t stamp) {
  constexpr int64_t from_ms = 1'000'000'000'000;   // 2001-09-09
  constexpr int64_t until_ms = 4'102'444'800'000;  // 2100-01-01
  static_assert(until_ms < from_ms * 1000, "the two units do not overlap");
  if (stamp >= from_ms && stamp < until_ms) return stamp;
  if (stamp >= from_ms * 1000 && stamp < until_ms * 1000) return stamp / 1000;
  return Error{Exit::usage, "milliseconds or microseconds since 1970"};
}

Result<Row> parse_row(const Layout& layout, std::string_view line) {
  Cells cells;
  const uint32_t count = split(line, cells);
  if (count != layout.columns) {
    return Error{Exit::usage, "expected " + std::to_string(layout.columns) + " columns, found " +
                                  std::to_string(count)};
  }
  RowReader reader(layout, cells);
  Row row;
  switch (layout.kind) {
    case Kind::klines:
      row = kline(reader);
      break;
    case Kind::quotes:
      row = quote(reader, layout);
      break;
    case Kind::snapshots:
      row = snapshot(reader, layout);
      break;
  }
  if (reader.error()) return *reader.error();
  return row;
}

}  // namespace spark::replay
