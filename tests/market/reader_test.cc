// The one reader of market files: what it gives, what it counts, and what it refuses.
#include "spark/market/reader.h"

#include <cstdlib>

#include "market/file_cases.h"
#include "market/packing.h"
#include "spark/market/input_files.h"
#include "spark/market/intervals.h"
#include "support/case_count.h"
#include "support/impossible_snapshots.h"

using namespace spark;
using namespace spark::market;
using market::test::FileCase;
using market::test::Klines;
using spark::test::Packing;
using spark::test::Scratch;

namespace {

struct Read {
  std::vector<Snapshot> snapshots;
  Findings findings;
  std::string error;
};

// As replay does: everything has to be right.
Read read(const std::vector<std::string>& files, const ReadOptions& options = {}) {
  Read out;
  Survey looked = survey(files, options);
  if (!looked.problems.empty()) {
    out.error = looked.problems[0];
    return out;
  }
  Reader reader(std::move(looked), options);
  Snapshot snapshot;
  for (;;) {
    const auto more = reader.next(snapshot);
    if (!more) out.error = more.error().text;
    if (!more || !*more) break;
    out.snapshots.push_back(snapshot);
  }
  out.findings = reader.findings();
  return out;
}

std::string with_paths(std::string text, const std::vector<std::string>& paths) {
  for (size_t i = 0; i < paths.size(); ++i) {
    const std::string mark = "{" + std::to_string(i) + "}";
    for (size_t at = 0; (at = text.find(mark, at)) != std::string::npos; at += paths[i].size()) {
      text.replace(at, mark.size(), paths[i]);
    }
  }
  return text;
}

// All that is wrong but could be read, in the words of the cases.
std::string flaws(const Findings& f) {
  std::string text;
  const auto add = [&](const char* name, const Counted& counted, const std::string& more = "") {
    if (counted.count == 0) return;
    text += (text.empty() ? "" : "; ") + std::string(name) + " " + std::to_string(counted.count) +
            more + " at " + counted.first;
  };
  add("gaps", f.gaps, " missing " + std::to_string(f.missing));
  add("duplicates", f.duplicates);
  add("out_of_order", f.out_of_order);
  add("off_grid", f.off_grid);
  add("odd_volumes", f.odd_volumes);
  return text;
}

std::vector<std::string> write(const Scratch& scratch, const FileCase& one, Packing packing) {
  std::vector<std::string> paths;
  for (const auto& [stem, text] : one.files) {
    paths.push_back(write_packed(scratch, stem, text, packing));
  }
  return paths;
}

bool check_read(const FileCase& one, Packing packing) {
  const Scratch scratch;
  const std::vector<std::string> paths = write(scratch, one, packing);
  const Read got = read(paths, one.options);
  const std::string wrong = with_paths(one.wanted.wrong, paths);
  CAPTURE(one.name, static_cast<int>(packing));
  CHECK(got.error.empty());
  CHECK(got.findings.rows == one.wanted.rows);
  CHECK(got.snapshots.size() == one.wanted.snapshots);
  CHECK(got.findings.warming == one.wanted.warming);
  CHECK(got.findings.symbol == one.wanted.symbol);
  const auto interval = got.findings.interval_ms;
  CHECK((interval ? interval_text(*interval) : "") == one.wanted.interval);
  CHECK(flaws(got.findings) == wrong);
  const Findings checked = inspect(paths, one.options);
  CHECK(as_text(checked) == as_text(got.findings));
  CHECK(checked.good() == wrong.empty());
  return got.error.empty() && flaws(got.findings) == wrong && checked.good() == wrong.empty();
}

// Whoever checks first is told what replay would say.
bool check_refused(const FileCase& one, Packing packing) {
  const Scratch scratch;
  const std::vector<std::string> paths = write(scratch, one, packing);
  const std::string error = with_paths(one.wanted.error, paths);
  const Read got = read(paths, one.options);
  const Findings checked = inspect(paths, one.options);
  const std::string first = checked.problems.empty() ? checked.first_bad_row : checked.problems[0];
  CAPTURE(one.name, static_cast<int>(packing));
  CHECK(got.error == error);
  CHECK(first == error);
  CHECK(!checked.good());
  return got.error == error && first == error && !checked.good();
}

size_t check_all(const std::vector<FileCase>& cases, bool (*check)(const FileCase&, Packing)) {
  size_t passed = 0;
  for (const FileCase& one : cases) {
    bool good = true;
    for (const Packing packing : {Packing::plain, Packing::gzip, Packing::zip}) {
      good = check(one, packing) && good;
    }
    passed += good ? 1 : 0;
  }
  return passed;
}

std::string data_folder() {
  const char* named = std::getenv("SPARK_DATA_DIR");
  return named != nullptr ? named : SPARK_SOURCE_DIR "/../shared/data";
}

}  // namespace

TEST_CASE("market files are read alike however they are packed, or refused with the same words") {
  const auto& good = market::test::good_files();
  const auto& flawed = market::test::flawed_files();
  const auto& refused = market::test::refused_files();
  const size_t passed = check_all(good, check_read) + check_all(flawed, check_read) +
                        check_all(refused, check_refused);
  spark::test::report_cases("market file", passed, good.size() + flawed.size() + refused.size(),
                            "each plain, from gzip and from zip");
}

TEST_CASE("a bad row does not hide what comes after it from a check") {
  const Scratch scratch;
  const Klines klines;
  const std::string path =
      scratch.write("BTCUSDT-1m-2024.csv", market::test::kline_header + klines.row(0) + "x\n" +
                                               klines.row(5) + "y\n" + klines.row(5));
  const Findings found = inspect({path}, {});
  CHECK(found.rows == 3);
  CHECK(found.bad_rows.count == 2);
  CHECK(found.bad_rows.first == path + ":3");
  CHECK(found.first_bad_row == path + ":3: expected 12 columns, found 1");
  CHECK(found.gaps.count == 1);
  CHECK(found.duplicates.first == path + ":6");
}

TEST_CASE("a file that is cut off does not hide the next from a check") {
  const Scratch scratch;
  const std::string whole =
      spark::test::read_file(scratch.write_gzip("x.gz", Klines{.count = 5'000}.text()));
  const std::string cut = scratch.write("BTCUSDT-1m-1.csv.gz", whole.substr(0, whole.size() / 2));
  const std::string next = scratch.write("BTCUSDT-1m-2.csv", Klines{.first = 5'000}.text());
  const Findings found = inspect({cut, next}, {});
  REQUIRE(found.problems.size() == 1);
  CHECK(found.problems[0].starts_with(cut + ":"));
  CHECK(found.problems[0].ends_with(": cannot be read: the file is cut off"));
  CHECK(found.gaps.first == next + ":2");
  CHECK(read({cut, next}).error == found.problems[0]);
}

TEST_CASE("snapshots that cannot be are refused, with the words that a request is refused with") {
  const Scratch scratch;
  for (const auto& c : spark::test::snapshot_cases) {
    const std::string path =
        scratch.write("s.csv", "ts,mid,spreadBp,vol1m,rsi14\n" + c.row("1701388800000"));
    const std::string wanted = path + ":2: " + c.field + ": expected " + c.expected + ", found \"";
    const std::string error = read({path}).error;
    INFO(c.body());
    CHECK(error.substr(0, wanted.size()) == (*c.field == '\0' ? "" : wanted));
  }
}

TEST_CASE("the RSI goes on from file to file") {
  const Scratch scratch;
  const auto text = [](int64_t first) {
    std::string out = "open_time,high,low,close,quote_volume\n";
    for (int64_t i = first; i < first + 10; ++i) {
      const std::string price = std::to_string(100 + i);
      out += std::to_string(1701388800000 + i * 60'000) + "," + price + "," + price + "," + price +
             ",1\n";
    }
    return out;
  };
  const Read got = read({scratch.write("1.csv", text(0)), scratch.write("2.csv", text(10))});
  CHECK(got.error.empty());
  REQUIRE(got.snapshots.size() == 20);
  CHECK(got.snapshots[13].rsi_14 == 50);
  CHECK(got.snapshots[14].rsi_14 == 100);
  CHECK(got.findings.warming == 14);
  CHECK(got.snapshots[0].ts_ms == 1701388859999);
  CHECK(got.snapshots[0].spread_estimated);
}

TEST_CASE("seconds become the minute that they make") {
  const Scratch scratch;
  std::string text = Klines{.count = 60, .interval_ms = 1'000}.text();
  text += Klines{.interval_ms = 1'000}.row(59);  // once more
  const Read got = read({scratch.write("BTCUSDT-1s-x.csv", text)}, {.resample = true});
  REQUIRE(got.snapshots.size() == 1);
  CHECK(got.snapshots[0].ts_ms == 1714521659999);
  CHECK(got.snapshots[0].mid == 101.5);
  CHECK(got.snapshots[0].vol_1m == 30 * 201 + 30 * 203);
  CHECK(got.snapshots[0].symbol == "BTCUSDT");
}

TEST_CASE("a zip's symbol may stand in the name of the file inside") {
  const Scratch scratch;
  const std::string path =
      spark::test::write_zip(scratch, "download.zip", {{"ETHUSDT-1m-2024.csv", Klines{}.text()}});
  CHECK(read({path}).findings.symbol == "ETHUSDT");
}

TEST_CASE("a row's own symbol is kept") {
  const Scratch scratch;
  const std::string path = scratch.write(
      "s.csv",
      "ts,mid,spreadBp,vol1m,rsi14,symbol\n1701388800000,1,1,1,1,ETH\n1701388860000,1,1,1,1,\n");
  const Read got = read({path}, {.symbol = "X"});
  REQUIRE(got.snapshots.size() == 2);
  CHECK(got.snapshots[0].symbol == "ETH");
  CHECK(got.snapshots[1].symbol == "X");
  CHECK(got.findings.symbols == 2);
}

TEST_CASE("the few odd rows around an outage do not decide what the interval is") {
  const Scratch scratch;
  std::string text = Klines{.count = 20}.text();
  const size_t at = text.find("1714521659999");
  text.replace(at, 13, "1714521630000");
  const Read got = read({scratch.write("BTCUSDT-1m-x.csv", text)});
  CHECK(got.error.empty());
  CHECK(got.findings.interval_ms == 60'000);
}

TEST_CASE("a folder stands for its market files, by name") {
  const Scratch scratch;
  CHECK(expand({scratch.path()}).error().text ==
        scratch.path() + ": expected *.csv, *.csv.gz or *.zip in this folder");
  const auto c = scratch.write("c.zip", ""), b = scratch.write("b.csv", "");
  const auto a = scratch.write("a.csv.gz", "");
  scratch.write("d.txt", "");
  scratch.write("e.zip.CHECKSUM", "");
  CHECK(*expand({scratch.path()}) == std::vector{a, b, c});
  CHECK(*expand({b, scratch.path()}) == std::vector{b, a, b, c});
  CHECK(expand({scratch.path("none")}).error().text ==
        scratch.path("none") + ": no such file or folder");
}

TEST_CASE("recorded market data is read whole, and what is missing in it is counted") {
  struct Case {
    std::string path;
    uint64_t rows, warming, gaps, missing;  // counted independently, from the files alone
    const char* symbol;
  };
  for (const Case& c :
       {Case{"/btcusdt_1m", 263'520, 14, 0, 0, "BTCUSDT"},
        Case{"/shock_1m", 31'680, 42, 2, 2'913'120, "BTCUSDT"},
        Case{"/quotes/dydx-futures_minute_btcusd.csv.gz", 1'440, 14, 0, 0, ""},
        Case{"/quotes/oanda_eurusd_minute.csv.gz", 18'184, 3'944, 439, 2'048'216, ""}}) {
    const auto files = expand({data_folder() + c.path});
    if (!files) {
      WARN("skipped: no market data in " << data_folder() << " (set SPARK_DATA_DIR)");
      return;
    }
    const Findings found = inspect(*files, {});
    INFO(c.path);
    CHECK(found.rows == c.rows);
    CHECK(found.warming == c.warming);
    CHECK(found.gaps.count == c.gaps);
    CHECK(found.missing == c.missing);
    CHECK(found.symbol == c.symbol);
    CHECK(found.interval_ms == 60'000);
    CHECK(found.good() == (c.gaps == 0));
  }
}

TEST_CASE("recorded ticks are told apart from minutes") {
  const auto files = expand({data_folder() + "/ticks"});
  if (!files) {
    WARN("skipped: no market data in " << data_folder() << " (set SPARK_DATA_DIR)");
    return;
  }
  const Findings found = inspect(*files, {});
  CHECK(found.problems.size() == files->size());
  CHECK(found.problems[0].starts_with((*files)[0] + ":1: expected klines ("));
}
