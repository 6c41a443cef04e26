// Market data files: which kind they are, and what is wrong with a bad row.
#include <vector>

#include "ctl/near.h"
#include "spark/market/rows.h"

using namespace spark::market;

namespace {

const std::string kline_header =
    "open_time,open,high,low,close,volume,close_time,quote_asset_volume,number_of_trades,"
    "taker_buy_base_volume,taker_buy_quote_volume,ignore";
const std::string kline =
    "1701388800000,37723.97,37744.72,37722.73,37738.91,34.53633,1701388859999,1303098.7,1119,16.6,"
    "627998.4,0";

std::string kline_error(const std::string& row) {
  const auto parsed = parse_row(*detect(kline_header), row);
  return parsed ? "" : parsed.error().text;
}

}  // namespace

TEST_CASE("a file's kind and header are known from its first line") {
  struct Case {
    std::string line;
    Kind kind;
    bool header;
  };
  const std::vector<Case> cases = {
      {kline_header, Kind::klines, true},
      {kline, Kind::klines, false},
      {"open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,"
       "taker_buy_quote_volume,ignore",
       Kind::klines, true},
      {"Open time,Open,High,Low,Close,Volume,Close time,Quote asset volume", Kind::klines, true},
      {"ts,bid_open,bid_high,bid_low,bid_close,last_bid_size,ask_open,ask_high,ask_low,ask_close,"
       "last_ask_size,open,high,low,close,volume",
       Kind::quotes, true},
      {"date,ms_of_day,bid_close,ask_close", Kind::quotes, true},
      {"ts,mid,spreadBp,vol1m,rsi14", Kind::snapshots, true},
      {"symbol,rsi14,vol1m,spreadBp,mid,ts", Kind::snapshots, true},
  };
  for (const Case& c : cases) {
    INFO(c.line);
    const auto layout = detect(c.line);
    REQUIRE(layout.has_value());
    CHECK(layout->kind == c.kind);
    CHECK(layout->header == c.header);
  }
}

TEST_CASE("a file of another kind is refused and told what is expected") {
  for (const std::string line : {"", "recv_ns,event_ms,bid,ask", "date,bid_close,ask_close",
                                 "ts,mid,vol1m,rsi14", "hello"}) {
    INFO(line);
    const auto layout = detect(line);
    REQUIRE(!layout.has_value());
    CHECK(layout.error().text.starts_with("expected klines ("));
  }
  CHECK(detect("1701388800000,1,2,3").error().text ==
        "expected a header, or the 12 columns of klines; found 4 columns of numbers");
  CHECK(detect(std::string(100, ',')).error().text == "expected at most 64 columns");
}

TEST_CASE("a kline becomes a bar, with or without header") {
  for (const std::string& first : {kline_header, kline}) {
    const auto row = parse_row(*detect(first), kline);
    REQUIRE(row.has_value());
    const Bar& bar = std::get<Bar>(*row);
    CHECK(bar.ts_ms == 1701388800000);
    CHECK(bar.high == 37744.72);
    CHECK(bar.low == 37722.73);
    CHECK(bar.close == 37738.91);
    CHECK(bar.quote_volume == 1303098.7);
    CHECK(!bar.spread_bp);
  }
}

TEST_CASE("times are milliseconds or microseconds, told apart by size") {
  CHECK(*time_ms(1701388800000) == 1701388800000);
  CHECK(*time_ms(1759881600000000) == 1759881600000);
  CHECK(*time_ms(1759881600000999) == 1759881600000);
  for (const int64_t stamp : {int64_t{0}, int64_t{-1}, int64_t{1701388800}, int64_t{20240531},
                              int64_t{1701388800000000000}, INT64_MAX, INT64_MIN}) {
    CHECK(!time_ms(stamp).has_value());
  }
}

TEST_CASE("quotes become bars with their true spread") {
  const auto layout = detect("ts,bid_close,ask_close,volume");
  const Bar bar = std::get<Bar>(*parse_row(*layout, "1767225600000,99,101,2"));
  CHECK(bar.ts_ms == 1767225600000);
  CHECK(bar.close == 100);
  CHECK(*bar.spread_bp == Near(200));
  CHECK(bar.quote_volume == 200);
  CHECK(std::get<Bar>(*parse_row(*layout, "1767225600000,99,101,")).quote_volume == 0);
  CHECK(parse_row(*layout, "1767225600000,101,99,2").error().text ==
        "ask_close: expected at least bid_close, found \"99\"");
}

TEST_CASE("a quote's time may be a date and the milliseconds of the day") {
  const auto layout = detect("date,ms_of_day,bid_close,ask_close");
  CHECK(std::get<Bar>(*parse_row(*layout, "20140501,60000,1,2")).ts_ms == 1398902460000);
  CHECK(!parse_row(*layout, "20140231,0,1,2").has_value());
  CHECK(!parse_row(*layout, "20140501,86400000,1,2").has_value());
}

TEST_CASE("snapshots are taken as they are, in any order of columns") {
  const auto layout = detect("symbol,rsi14,vol1m,spreadBp,mid,ts");
  const Snapshot row =
      std::get<Snapshot>(*parse_row(*layout, "ETHUSDT,55.5,1e6,1.5,3000,1701388800000"));
  CHECK(row.symbol == "ETHUSDT");
  CHECK(row.rsi_14 == 55.5);
  CHECK(row.vol_1m == 1e6);
  CHECK(row.spread_bp == 1.5);
  CHECK(row.mid == 3000);
  CHECK(row.ts_ms == 1701388800000);
  CHECK(!parse_row(*layout, "ETHUSDT,101,1e6,1.5,3000,1701388800000").has_value());
  CHECK(!parse_row(*layout, "A\"B,50,1e6,1.5,3000,1701388800000").has_value());
}

TEST_CASE("a snapshot may say that its spread is an estimate") {
  const auto layout = detect("ts,mid,spreadBp,vol1m,rsi14,spreadEstimated");
  const auto is_estimated = [&](const std::string& cell) {
    const auto row = parse_row(*layout, "1701388800000,3000,1.5,1e6,50," + cell);
    return std::get<Snapshot>(row.value()).spread_estimated;
  };
  CHECK(is_estimated("true"));
  CHECK(is_estimated("1"));
  CHECK_FALSE(is_estimated("false"));
  CHECK_FALSE(is_estimated("0"));
  CHECK_FALSE(is_estimated(""));
  CHECK(parse_row(*layout, "1701388800000,3000,1.5,1e6,50,yes").error().text ==
        "spreadEstimated: expected true, false, 1, 0 or nothing, found \"yes\"");
}

TEST_CASE("a bad row names the column, the expectation and what was found") {
  const std::string tail = ",1,1,1,1,0";
  CHECK(kline_error("x,1,2,1,1,1,1" + tail) ==
        "open_time: expected milliseconds or microseconds since 1970, found \"x\"");
  CHECK(kline_error("5,1,2,1,1,1,1" + tail) ==
        "open_time: expected milliseconds or microseconds since 1970, found \"5\"");
  CHECK(kline_error("1701388800000,1,nan,1,1,1,1" + tail) ==
        "high: expected a number above 0, found \"nan\"");
  CHECK(kline_error("1701388800000,1,inf,1,1,1,1" + tail) ==
        "high: expected a number above 0, found \"inf\"");
  CHECK(kline_error("1701388800000,1,2,-1,1,1,1" + tail) ==
        "low: expected a number above 0, found \"-1\"");
  CHECK(kline_error("1701388800000,1,2,3,2,1,1" + tail) ==
        "low: expected at most high, found \"3\"");
  CHECK(kline_error("1701388800000,1,2,1,3,1,1" + tail) ==
        "close: expected a price between low and high, found \"3\"");
  CHECK(kline_error("1701388800000,1,2,1,2,1,1,-1,1,1,1,0") ==
        "quote_asset_volume: expected a number of at least 0, found \"-1\"");
  CHECK(kline_error("1701388800000,1,2") == "expected 12 columns, found 3");
  CHECK(kline_error(kline + ",1") == "expected 12 columns, found 13");
  CHECK(kline_error(kline).empty());
}
