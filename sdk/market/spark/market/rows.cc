#include "spark/market/rows.h"

#include <chrono>
#include <optional>
#include <string>

#include "spark/market/csv_cells.h"
#include "spark/tool/format.h"

namespace spark::market {

using tool::Error;
using tool::Exit;
using tool::Result;

namespace {

Error unexpected(std::string_view column, std::string_view expected, std::string_view found) {
  return Error{Exit::usage, std::string(column) + ": expected " + std::string(expected) +
                                ", found \"" + tool::shortened(found, 40) + "\""};
}

// Reads the cells of one row and keeps the first mistake in them.
class RowReader {
 public:
  RowReader(const Layout& layout, const Cells& cells) : layout_(layout), cells_(cells) {}

  std::string_view cell(Field field) const { return cells_[layout_.of(field)]; }

  double number(Field field, std::string_view column, const Limit& limit) {
    double value = 0;
    if (!read(cell(field), value) || !limit.holds(value)) {
      fail(unexpected(column, limit.expected, cell(field)));
    }
    return value;
  }
  double number(Field field, const Limit& limit) { return number(field, limit.field, limit); }
  double price(Field field, std::string_view column) { return number(field, column, mid_limit); }
  double amount(Field field, std::string_view column) {
    return number(field, column, vol_1m_limit);
  }
  int64_t whole(Field field, std::string_view column, std::string_view expected) {
    int64_t value = 0;
    if (!read(cell(field), value)) fail(unexpected(column, expected, cell(field)));
    return value;
  }

  // Nothing is false.
  bool flag(Field field, std::string_view column) {
    const std::string_view text = cell(field);
    const bool is_true = text == "true" || text == "1";
    if (!is_true && text != "false" && text != "0" && !text.empty())
      fail(unexpected(column, "true, false, 1, 0 or nothing", text));
    return is_true;
  }

  int64_t time(Field field, std::string_view column) {
    const int64_t stamp = whole(field, column, "milliseconds or microseconds since 1970");
    if (error_) return 0;
    const Result<int64_t> ms = time_ms(stamp);
    if (!ms) fail(unexpected(column, ms.error().text, cell(field)));
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

  void ordered(Field field, std::string_view column, double low, std::string_view other,
               double high) {
    if (low > high) fail(unexpected(column, "at most " + std::string(other), cell(field)));
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

Bar kline(RowReader& row, const Layout& layout) {
  Bar bar;
  bar.ts_ms = row.time(Field::time, "open_time");
  bar.high = row.price(Field::high, "high");
  bar.low = row.price(Field::low, "low");
  bar.close = row.price(Field::close, "close");
  bar.quote_volume = row.amount(Field::quote_volume, "quote_asset_volume");
  row.ordered(Field::low, "low", bar.low, "high", bar.high);
  const auto within = [&](Field field, std::string_view column, double price) {
    if (price >= bar.low && price <= bar.high) return;
    row.fail(unexpected(column, "a price between low and high", row.cell(field)));
  };
  within(Field::close, "close", bar.close);
  if (layout.has(Field::open)) within(Field::open, "open", row.price(Field::open, "open"));
  if (layout.has(Field::close_time)) {
    const int64_t end_ms = row.time(Field::close_time, "close_time");
    if (end_ms < bar.ts_ms) {
      row.fail(
          unexpected("close_time", "a time not before open_time", row.cell(Field::close_time)));
    }
    bar.length_ms = end_ms - bar.ts_ms + 1;
  }
  if (layout.has(Field::volume)) bar.volume = row.amount(Field::volume, "volume");
  if (layout.has(Field::trades)) row.amount(Field::trades, "number_of_trades");
  if (layout.has(Field::taker_volume)) row.amount(Field::taker_volume, "taker_buy_base_volume");
  if (layout.has(Field::taker_quote_volume)) {
    row.amount(Field::taker_quote_volume, "taker_buy_quote_volume");
  }
  return bar;
}

Bar quote(RowReader& row, const Layout& layout) {
  Bar bar;
  bar.ts_ms = layout.has(Field::time) ? row.time(Field::time, "ts") : row.day_time();
  const double bid = row.price(Field::bid, "bid_close");
  const double ask = row.price(Field::ask, "ask_close");
  if (ask < bid) row.fail(unexpected("ask_close", "at least bid_close", row.cell(Field::ask)));
  if (layout.has(Field::bid_high) && layout.has(Field::bid_low)) {
    const double low = row.price(Field::bid_low, "bid_low");
    row.ordered(Field::bid_low, "bid_low", low, "bid_high", row.price(Field::bid_high, "bid_high"));
  }
  if (layout.has(Field::ask_high) && layout.has(Field::ask_low)) {
    const double low = row.price(Field::ask_low, "ask_low");
    row.ordered(Field::ask_low, "ask_low", low, "ask_high", row.price(Field::ask_high, "ask_high"));
  }
  bar.close = bid / 2 + ask / 2;
  bar.high = bar.low = bar.close;
  bar.spread_bp = 1e4 * ((ask - bid) / bar.close);
  // An empty volume is a minute without a trade.
  if (layout.has(Field::volume) && !row.cell(Field::volume).empty()) {
    bar.quote_volume = row.amount(Field::volume, "volume") * bar.close;
  }
  return bar;
}

Snapshot snapshot(RowReader& row, const Layout& layout) {
  Snapshot out;
  out.ts_ms = row.time(Field::time, "ts");
  out.mid = row.number(Field::mid, mid_limit);
  out.spread_bp = row.number(Field::spread_bp, spread_bp_limit);
  out.vol_1m = row.number(Field::vol_1m, vol_1m_limit);
  out.rsi_14 = row.number(Field::rsi_14, rsi_14_limit);
  if (layout.has(Field::symbol)) {
    if (!is_symbol(row.cell(Field::symbol))) {
      row.fail(
          unexpected("symbol", "at most 32 letters, digits and ._:/-", row.cell(Field::symbol)));
    }
    out.symbol = row.cell(Field::symbol);
  }
  if (layout.has(Field::spread_estimated))
    out.spread_estimated = row.flag(Field::spread_estimated, "spreadEstimated");
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
      row = kline(reader, layout);
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

}  // namespace spark::market
