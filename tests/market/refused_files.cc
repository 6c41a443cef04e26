// Files that are not read, and the words of each refusal.
#include "market/file_cases.h"

namespace spark::market::test {
namespace {

const std::string named = "BTCUSDT-1m-2024-05";

std::string minutes(int64_t first = 0, int64_t interval_ms = 60'000) {
  return Klines{.first = first, .interval_ms = interval_ms}.text();
}

FileCase refused(std::string name, std::string text, std::string error) {
  return {std::move(name), {{named, std::move(text)}}, {.error = std::move(error)}, {}};
}

// Three rows, of which the second is this.
FileCase bad_row(std::string name, const std::string& row, const std::string& error) {
  const Klines klines;
  return refused(std::move(name), kline_header + klines.row(0) + row + "\n" + klines.row(2),
                 "{0}:3: " + error);
}

// The second row with one cell replaced, by column.
FileCase bad_cell(const std::string& name, size_t column, const std::string& by,
                  const std::string& error) {
  std::string row = Klines{}.row(1);
  row.pop_back();
  size_t begin = 0;
  for (size_t i = 0; i < column; ++i) begin = row.find(',', begin) + 1;
  row.replace(begin, row.find(',', begin) - begin, by);
  return bad_row(name, row, error + ", found \"" + by + "\"");
}

std::vector<FileCase> rows() {
  const std::string price = ": expected a number above 0";
  const std::string amount = ": expected a number of at least 0";
  const std::string time = ": expected milliseconds or microseconds since 1970";
  return {
      bad_cell("a price that is not a number", 2, "NaN", "high" + price),
      bad_cell("a price without end", 2, "inf", "high" + price),
      bad_cell("a price too large for a number", 2, "1e999", "high" + price),
      bad_cell("a price below 0", 3, "-1", "low" + price),
      bad_cell("a price of 0", 4, "0", "close" + price),
      bad_cell("an open that is not a number", 1, "nan", "open" + price),
      bad_cell("no price", 4, "", "close" + price),
      bad_cell("a price with a unit", 4, "100.5$", "close" + price),
      bad_cell("a price with a decimal comma's point", 4, "1.000.5", "close" + price),
      bad_cell("high below low", 3, "150", "low: expected at most high"),
      bad_cell("close above high", 4, "150", "close: expected a price between low and high"),
      bad_cell("close below low", 4, "1", "close: expected a price between low and high"),
      bad_cell("open above high", 1, "150", "open: expected a price between low and high"),
      bad_cell("a volume below 0", 5, "-2", "volume" + amount),
      bad_cell("a volume that is not a number", 5, "NaN", "volume" + amount),
      bad_cell("a quote volume below 0", 7, "-201", "quote_asset_volume" + amount),
      bad_cell("trades that are not a number", 8, "x", "number_of_trades" + amount),
      bad_cell("a taker volume below 0", 9, "-1", "taker_buy_base_volume" + amount),
      bad_cell("a taker's quote volume without end", 10, "inf", "taker_buy_quote_volume" + amount),
      bad_cell("a time that is a word", 0, "now", "open_time" + time),
      bad_cell("a time in seconds", 0, "1714521660", "open_time" + time),
      bad_cell("a time in nanoseconds", 0, "1714521660000000000", "open_time" + time),
      bad_cell("a time with a point", 0, "1714521660000.5", "open_time" + time),
      bad_cell("a date for a time", 0, "2024-05-01", "open_time" + time),
      bad_cell("an end before the beginning", 6, "1714521600000",
               "close_time: expected a time not before open_time"),
      bad_cell("an end of 0", 6, "0", "close_time" + time),
      bad_row("a row that is cut off", "1714521660000,1,2", "expected 12 columns, found 3"),
      bad_row("a column too many", Klines{}.row(1).substr(0, 20) + Klines{}.row(1).substr(0, 70),
              "expected 12 columns, found 13"),
      bad_row("a second header", kline_header.substr(0, kline_header.size() - 1),
              "open_time" + time + ", found \"open_time\""),
      bad_row("a line of nothing that can be read", std::string("\0\xFF\x01,", 4),
              "expected 12 columns, found 2"),
      bad_row("a line too long", std::string(70'000, '1'),
              "expected a line of at most 65536 bytes"),
      refused("quotes that cross", "ts,bid_close,ask_close\n1714521600000,101,99\n",
              "{0}:2: ask_close: expected at least bid_close, found \"99\""),
      refused("a quote of 0", "ts,bid_close,ask_close\n1714521600000,0,99\n",
              "{0}:2: bid_close: expected a number above 0, found \"0\""),
      refused("a quote's high below its low",
              "ts,bid_high,bid_low,bid_close,ask_close\n1714521600000,1,2,1,1\n",
              "{0}:2: bid_low: expected at most bid_high, found \"2\""),
      refused("a quote on the 31st of February",
              "date,ms_of_day,bid_close,ask_close\n20240231,0,1,1\n",
              "{0}:2: date: expected YYYYMMDD, found \"20240231\""),
      refused("a quote after the day's end",
              "date,ms_of_day,bid_close,ask_close\n20240501,86400000,1,1\n",
              "{0}:2: ms_of_day: expected 0 to 86399999, found \"86400000\""),
      refused("a volume that is infinite in quote currency",
              "ts,bid_close,ask_close,volume\n1714521600000,1e200,1e200,1e200\n",
              "{0}:2: vol1m: expected a number of at least 0, found inf"),
      refused("a symbol that would have to be escaped",
              "ts,mid,spreadBp,vol1m,rsi14,symbol\n1714521600000,1,1,1,1,A\"B\n",
              "{0}:2: symbol: expected at most 32 letters, digits and ._:/-, found \"A\"B\""),
  };
}

std::vector<FileCase> files() {
  const std::string kinds =
      "{0}:1: expected klines (open_time,open,high,low,close,volume,close_time,quote_asset_volume,"
      "…), quotes (ts,bid_close,ask_close,…) or snapshots (ts,mid,spreadBp,vol1m,rsi14); found ";
  const auto contract = [](double price) {  // 100 contracts of 100 dollars, in coins
    std::string text = kline_header;
    for (int64_t i = 0; i < 3; ++i) {
      const std::string p = std::to_string(price);
      text += std::to_string(1'714'521'600'000 + i * 60'000) + "," + p + "," + p + "," + p + "," +
              p + ",100," + std::to_string(1'714'521'659'999 + i * 60'000) + "," +
              std::to_string(100 * 100 / price) + ",7,50,0.08,0\n";
    }
    return text;
  };
  const std::string coins =
      "; that is how files of contracts paid in coins (COIN-M) are, and vol1m is in quote currency";
  return {
      refused("an empty file", "", "{0}: is empty, expected rows"),
      refused("a header and nothing else", kline_header, "{0}: holds a header and no rows"),
      refused("a header and blank lines", kline_header + "\n\n", "{0}: holds a header and no rows"),
      refused("text", "hello\nworld\n", kinds + "\"hello\""),
      refused("a page of HTML", "<!DOCTYPE html>\n<html>\n", kinds + "\"<!DOCTYPE html>\""),
      refused("a blank first line", "\n" + minutes(), kinds + "\"\""),
      refused("trades as an exchange publishes them", "1,100.5,2,201,1714521600000,True,True\n",
              "{0}:1: expected a header, or the 12 columns of klines; found 7 columns of numbers"),
      refused("recorded ticks", "recv_ns,event_ms,bid,ask\n",
              kinds + "\"recv_ns,event_ms,bid,ask\""),
      refused("a column that stands twice", "open_time,high,low,close,quote_volume,close\n",
              "{0}:1: the column close is given twice"),
      refused("too many columns", std::string(100, ',').append("\n"),
              "{0}:1: expected at most 64 columns"),
      refused("five minutes", minutes(0, 300'000), "{0}: its rows are 5m apart, expected 1m"),
      refused("days", minutes(0, 86'400'000), "{0}: its rows are 1d apart, expected 1m"),
      refused("seconds, and no word of making minutes", minutes(0, 1'000),
              "{0}: its rows are 1s apart, expected 1m; --resample 1m makes minutes of them"),
      refused("quotes an hour apart",
              "ts,bid_close,ask_close\n1714521600000,1,1\n1714525200000,1,1\n1714528800000,1,1\n",
              "{0}: its rows are 1h apart, expected 1m"),
      {"five minutes, to be made into one",
       {{named, minutes(0, 300'000)}},
       {.error = "{0}: its rows are 5m apart, expected 1m; minutes cannot be made of longer rows"},
       {.resample = true}},
      {"two symbols",
       {{"BTCUSDT-1m-2024-05", minutes()}, {"ETHUSDT-1m-2024-05", minutes()}},
       {.error = "{1}: is of ETHUSDT, and {0} of BTCUSDT: expected files of one symbol"},
       {}},
      {"two symbols, whatever one calls them",
       {{"BTCUSDT-1m-2024-05", minutes()}, {"ETHUSDT-1m-2024-05", minutes()}},
       {.error = "{1}: is of ETHUSDT, and {0} of BTCUSDT: expected files of one symbol"},
       {.symbol = "X"}},
      {"two intervals",
       {{"BTCUSDT-1m-2024-05", minutes()}, {"BTCUSDT-5m-2024-05", minutes(0, 300'000)}},
       {.error = "{1}: is of 5m, and {0} of 1m: expected files of one interval"},
       {}},
      {"two intervals, to be made into one",
       {{"BTCUSDT-1m-2024-05", minutes()}, {"BTCUSDT-1s-2024-05", minutes(3, 1'000)}},
       {.error = "{1}: is of 1s, and {0} of 1m: expected files of one interval"},
       {.resample = true}},
      {"two kinds",
       {{"a", minutes()}, {"b", "ts,mid,spreadBp,vol1m,rsi14\n1714521780000,1,1,1,1\n"}},
       {.error = "{1}: is of snapshots, and {0} of klines: expected files of one kind"},
       {}},
      {"the second file is empty",
       {{"BTCUSDT-1m-2024-05", minutes()}, {"BTCUSDT-1m-2024-06", ""}},
       {.error = "{1}: is empty, expected rows"},
       {}},
      {"a perpetual contract paid in coins, by its name",
       {{"BTCUSD_PERP-1m-2024-05", contract(60'000)}},
       {.error = "{0}: BTCUSD_PERP is a contract paid in coins (COIN-M): its quote volumes are "
                 "coins, and vol1m is in quote currency"},
       {}},
      {"a dated contract paid in coins, by its name",
       {{"ADAUSD_240628-1m-2024-05", minutes()}},
       {.error = "{0}: ADAUSD_240628 is a contract paid in coins (COIN-M): its quote volumes are "
                 "coins, and vol1m is in quote currency"},
       {}},
      refused("a contract paid in coins, by its rows", contract(60'000),
              "{0}:2: quote_asset_volume: expected volume times price, found 0.166667 for a volume "
              "of 100 at 60000" +
                  coins),
      refused("a cheap coin's contract, by its rows", contract(0.5),
              "{0}:2: quote_asset_volume: expected volume times price, found 20000 for a volume of "
              "100 at 0.5" +
                  coins),
  };
}

}  // namespace

const std::vector<FileCase>& refused_files() {
  static const std::vector<FileCase> cases = [] {
    std::vector<FileCase> all = rows();
    for (FileCase& one : files()) all.push_back(std::move(one));
    return all;
  }();
  return cases;
}

}  // namespace spark::market::test
