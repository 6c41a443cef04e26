#include "market/file_cases.h"

#include <algorithm>

namespace spark::market::test {

const std::string kline_header =
    "open_time,open,high,low,close,volume,close_time,quote_asset_volume,number_of_trades,"
    "taker_buy_base_volume,taker_buy_quote_volume,ignore\n";

namespace {

constexpr int64_t may_ms = 1'714'521'600'000;  // 2024-05-01T00:00Z

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  for (size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
  return text;
}

std::string minutes(int64_t first, int count) {
  return Klines{.first = first, .count = count}.text();
}

const std::string named = "BTCUSDT-1m-2024-05";
const std::string snapshot_header = "ts,mid,spreadBp,vol1m,rsi14\n";

std::string snapshot_at(int64_t second, const std::string& rest = "1,1,1,1") {
  return std::to_string(may_ms + second * 1'000) + "," + rest + "\n";
}

Wanted plain(uint64_t rows) {
  return {.error = {},
          .rows = rows,
          .snapshots = rows,
          .warming = std::min<uint64_t>(rows, 14),
          .symbol = "BTCUSDT",
          .interval = "1m",
          .wrong = {}};
}

FileCase good(std::string name, std::string text) {
  return {std::move(name), {{named, std::move(text)}}, plain(3), {}};
}

FileCase flawed(std::string name, std::string text, uint64_t rows, uint64_t warming,
                std::string wrong) {
  FileCase out{std::move(name), {{named, std::move(text)}}, plain(rows), {}};
  out.wanted.warming = warming;
  out.wanted.wrong = std::move(wrong);
  return out;
}

}  // namespace

std::string Klines::row(int64_t number) const {
  const int64_t unit = microseconds ? 1'000 : 1;
  const int64_t begin = may_ms + number * interval_ms;
  const std::string price = close != nullptr ? close : number % 2 == 0 ? "100.5" : "101.5";
  const std::string quote = close != nullptr ? "0" : number % 2 == 0 ? "201" : "203";
  return std::to_string(begin * unit) + ",100.75,102.25,99.5," + price + "," +
         (close != nullptr ? "0," : "2,") + std::to_string((begin + interval_ms) * unit - 1) + "," +
         quote + ",7,1.5,151,0\n";
}

std::string Klines::text() const {
  std::string out = header ? kline_header : "";
  for (int i = 0; i < count; ++i) out += row(first + i);
  return out;
}

const std::vector<FileCase>& good_files() {
  static const std::vector<FileCase> cases = [] {
    const std::string three = minutes(0, 3);
    const std::string bare = Klines{.header = false}.text();
    std::vector<FileCase> out = {
        good("klines with a header", three),
        good("klines without a header", bare),
        good("microseconds with a header", Klines{.microseconds = true}.text()),
        good("microseconds without a header", Klines{.header = false, .microseconds = true}.text()),
        good("the header of futures",
             "open_time,open,high,low,close,volume,close_time,quote_volume,count,"
             "taker_buy_volume,taker_buy_quote_volume,ignore\n" +
                 bare),
        good("a header with capitals and blanks",
             "Open time,Open,High,Low,Close,Volume,Close time,Quote asset volume,"
             "Number of trades,Taker buy base asset volume,Taker buy quote asset volume,Ignore\n" +
                 bare),
        good("only the columns that are needed",
             "close,low,high,quote_volume,open_time\n1,1,2,5,1714521600000\n1,1,2,5,"
             "1714521660000\n1,1,2,5,1714521720000\n"),
        good("a byte-order mark", "\xEF\xBB\xBF" + three),
        good("a byte-order mark without a header", "\xEF\xBB\xBF" + bare),
        good("carriage returns", replaced(three, "\n", "\r\n")),
        good("carriage returns without a header", replaced(bare, "\n", "\r\n")),
        good("no line feed at the end", three.substr(0, three.size() - 1)),
        good("blank lines", replaced(three, "\n", "\n\n")),
        good("empty rows of a spreadsheet", three + ",,,,,,,,,,,\n \t\n,,,,,,,,,,,\n"),
        good("cells in quotes, with blanks around", replaced(three, ",", "\" , \"")),
        good("minutes without a trade", Klines{.close = "100"}.text()),
        good("unknown columns beside the known", replaced(three, "\n", ",\xC3\xA9\n")),
        {"two months, one after the other",
         {{"BTCUSDT-1m-2024-05", minutes(0, 10)}, {"BTCUSDT-1m-2024-06", minutes(10, 10)}},
         plain(20),
         {}},
        {"one file in milliseconds, the next in microseconds",
         {{"BTCUSDT-1m-2024-12", minutes(0, 10)},
          {"BTCUSDT-1m-2025-01", Klines{.first = 10, .count = 10, .microseconds = true}.text()}},
         plain(20),
         {}},
        {"a name with more behind the interval",
         {{"BTCUSDT-1m-shock-2020-03-covid", three}},
         plain(3),
         {}},
    };
    const auto add = [&](const char* name, const char* stem, const std::string& text, Wanted wanted,
                         ReadOptions options = {}) {
      out.push_back({name, {{stem, text}}, std::move(wanted), std::move(options)});
    };
    Wanted wanted = plain(3);
    wanted.symbol = "BTCUSDT_240628";
    add("a contract paid in USDT with a date", "BTCUSDT_240628-1m-2024-05", three, wanted);
    wanted.symbol = "";
    add("a name that says no symbol", "may", three, wanted);
    add("a name in lower case says no symbol", "btcusdt-1m-2024-05", three, wanted);
    add("a name without an interval says no symbol", "BTCUSDT-trades-2024-05", three, wanted);
    add("no symbol, when that is asked for", named.c_str(), three, wanted, {.symbol = ""});
    wanted.symbol = "ETH";
    add("another symbol, when that is asked for", named.c_str(), three, wanted, {.symbol = "ETH"});

    wanted = plain(120);
    wanted.snapshots = 2;
    wanted.warming = 2;
    wanted.interval = "1s";
    add("seconds, made into minutes", "BTCUSDT-1s-2024-05-01",
        Klines{.count = 120, .interval_ms = 1'000}.text(), wanted, {.resample = true});
    wanted = plain(3);
    add("minutes need no making", named.c_str(), three, wanted, {.resample = true});

    wanted = plain(2);
    wanted.symbol = "";
    add("quotes with a time stamp", "quotes",
        "ts,bid_close,ask_close,volume\n1714521600000,99,101,2\n1714521660000,99,101,\n", wanted);
    add("quotes with a date and the time of the day", "quotes",
        "date,ms_of_day,bid_high,bid_low,bid_close,ask_high,ask_low,ask_close\n"
        "20240501,0,3,1,2,4,2,3\n20240501,60000,3,1,2,4,2,3\n",
        wanted);
    wanted.warming = 0;
    wanted.interval = "";
    add("snapshots", "rows", snapshot_header + snapshot_at(0) + snapshot_at(60), wanted);
    add("several snapshots a minute", "rows", snapshot_header + snapshot_at(0) + snapshot_at(10),
        wanted);
    add("snapshots at the limits", "rows",
        snapshot_header + snapshot_at(0, "1e-300,0,0,0") + snapshot_at(60, "1e300,1e5,1e18,100"),
        wanted);
    wanted.symbol = "ETHUSDT";
    add("snapshots that name their symbol", "rows",
        "symbol,rsi14,vol1m,spreadBp,mid,ts\nETHUSDT,1,1,1,1,1714521600000\n"
        "ETHUSDT,1,1,1,1,1714521660000\n",
        wanted);
    add("snapshots of two symbols, each in order", "rows",
        "symbol,rsi14,vol1m,spreadBp,mid,ts\nETHUSDT,1,1,1,1,1714521660000\n"
        "BTCUSDT,1,1,1,1,1714521600000\n",
        wanted);
    return out;
  }();
  return cases;
}

const std::vector<FileCase>& flawed_files() {
  static const std::vector<FileCase> cases = [] {
    std::vector<FileCase> out = {
        flawed("one minute is missing", minutes(0, 20) + Klines{}.row(21), 21, 15,
               "gaps 1 missing 1 at {0}:22"),
        flawed("the longest of three gaps is placed",
               minutes(0, 1) + Klines{}.row(2) + Klines{}.row(9) + Klines{}.row(11), 4, 4,
               "gaps 3 missing 8 at {0}:3"),
        flawed("the RSI is warmed anew after a gap",
               minutes(0, 20) + Klines{.first = 30, .count = 20, .header = false}.text(), 40, 28,
               "gaps 1 missing 10 at {0}:22"),
        flawed("a minute that stands twice", minutes(0, 16) + Klines{}.row(15) + Klines{}.row(16),
               18, 14, "duplicates 1 at {0}:18"),
        flawed("a minute out of order", minutes(0, 3) + Klines{}.row(1) + Klines{}.row(3), 5, 5,
               "out_of_order 1 at {0}:5"),
        flawed("a file that begins anew", minutes(0, 3) + Klines{.header = false}.text(), 6, 6,
               "duplicates 1 at {0}:7; out_of_order 2 at {0}:5"),
        flawed("microseconds with a gap",
               kline_header + Klines{.microseconds = true}.row(0) +
                   Klines{.microseconds = true}.row(2),
               2, 2, "gaps 1 missing 1 at {0}:3"),
        flawed("a row beside the grid",
               minutes(0, 3) + replaced(Klines{}.row(3), "1714521780000", "1714521799000"), 4, 4,
               "off_grid 1 at {0}:5"),
        flawed("a volume that does not fit the prices",
               minutes(0, 3) + replaced(Klines{}.row(4), ",201,", ",2010,"), 4, 4,
               "gaps 1 missing 1 at {0}:5; odd_volumes 1 at {0}:5"),
        flawed("a quote volume without a volume",
               minutes(0, 3) + replaced(Klines{}.row(3), ",2,", ",0,"), 4, 4,
               "odd_volumes 1 at {0}:5"),
        {"a month is missing between two files",
         {{"BTCUSDT-1m-2024-05", minutes(0, 20)}, {"BTCUSDT-1m-2024-07", minutes(100, 20)}},
         plain(40),
         {}},
        {"two files that overlap",
         {{"BTCUSDT-1m-2024-05", minutes(0, 20)}, {"BTCUSDT-1m-2024-06", minutes(15, 20)}},
         plain(40),
         {}},
        {"files in the wrong order",
         {{"BTCUSDT-1m-a", minutes(20, 20)}, {"BTCUSDT-1m-b", minutes(0, 20)}},
         plain(40),
         {}},
        {"seconds with a hole, made into minutes",
         {{"BTCUSDT-1s-2024-05-01",
           Klines{.count = 90, .interval_ms = 1'000}.text() +
               Klines{.first = 240, .count = 1, .interval_ms = 1'000, .header = false}.text()}},
         {},
         {.resample = true}},
        {"a second that stands twice is not counted twice",
         {{"BTCUSDT-1s-2024-05-01", Klines{.count = 60, .interval_ms = 1'000}.text() +
                                        Klines{.interval_ms = 1'000}.row(59)}},
         {},
         {.resample = true}},
        {"a minute without a snapshot",
         {{"rows", snapshot_header + snapshot_at(0) + snapshot_at(59) + snapshot_at(125)}},
         {.error = {}, .rows = 3, .snapshots = 3, .wrong = "gaps 1 missing 1 at {0}:4"},
         {}},
        {"snapshots of two symbols, one with a gap",
         {{"rows",
           "symbol,rsi14,vol1m,spreadBp,mid,ts\nA,1,1,1,1,1714521600000\nB,1,1,1,1,1714521600000\n"
           "A,1,1,1,1,1714521660000\nB,1,1,1,1,1714521720000\n"}},
         {.error = {},
          .rows = 4,
          .snapshots = 4,
          .symbol = "A",
          .wrong = "gaps 1 missing 1 at {0}:5"},
         {}},
    };
    const auto set = [&](const std::string& name, uint64_t warming, const std::string& wrong) {
      for (FileCase& one : out) {
        if (one.name != name) continue;
        one.wanted.warming = warming;
        one.wanted.wrong = wrong;
      }
    };
    set("a month is missing between two files", 28, "gaps 1 missing 80 at {1}:2");
    set("two files that overlap", 28, "duplicates 1 at {1}:6; out_of_order 4 at {1}:2");
    set("files in the wrong order", 28, "out_of_order 20 at {1}:2");
    for (FileCase& one : out) {
      if (!one.options.resample) continue;
      const bool twice = one.name.find("twice") != std::string::npos;
      one.wanted = {.error = {},
                    .rows = twice ? 61U : 91U,
                    .snapshots = twice ? 1U : 3U,
                    .warming = twice ? 1U : 3U,
                    .symbol = "BTCUSDT",
                    .interval = "1s",
                    .wrong = twice ? "duplicates 1 at {0}:62" : "gaps 1 missing 150 at {0}:92"};
    }
    return out;
  }();
  return cases;
}

}  // namespace spark::market::test
