#include "sources.h"

#include <cmath>
#include <cstdlib>

#include "input_files.h"
#include "scratch.h"
#include "simulator.h"
#include "support/catch.h"

using namespace spark;
using namespace spark::replay;
using test::Scratch;

namespace {

const std::string header = "ts,mid,spreadBp,vol1m,rsi14\n";

std::string kline_at(int64_t ts, double close) {
  const std::string price = std::to_string(close);
  return std::to_string(ts) + "," + price + "," + price + "," + price + "," + price +
         ",1,1,1,1,1,1,0\n";
}

// All rows, or the error's text in `error`.
std::vector<Snapshot> all_of(Source& source, std::string& error) {
  std::vector<Snapshot> rows;
  Snapshot row;
  for (;;) {
    const auto more = source.next(row);
    if (!more) error = more.error().text;
    if (!more || !*more) return rows;
    rows.push_back(row);
  }
}

std::string error_of(std::vector<std::string> files) {
  std::string error;
  all_of(*open_files(std::move(files), {}), error);
  return error;
}

std::string data_folder() {
  const char* named = std::getenv("SPARK_DATA_DIR");
  return named != nullptr ? named : SPARK_SOURCE_DIR "/../shared/data";
}

}  // namespace

TEST_CASE("the RSI goes on from file to file, and its first rows are counted") {
  const Scratch scratch;
  std::string first, second;
  for (int i = 0; i < 10; ++i) first += kline_at(1701388800000 + i * 60'000, 100 + i);
  for (int i = 10; i < 20; ++i) second += kline_at(1701388800000 + i * 60'000, 100 + i);
  const auto source =
      open_files({scratch.write("1.csv", first), scratch.write_gzip("2.csv.gz", second)},
                 {.symbol = "X", .spread_bp = {}});
  std::string error;
  const auto rows = all_of(*source, error);
  CHECK(error.empty());
  REQUIRE(rows.size() == 20);
  CHECK(rows[13].rsi_14 == 50);
  CHECK(rows[14].rsi_14 == 100);
  CHECK(rows[19].symbol == "X");
  CHECK(source->counts().warming == 14);
  CHECK(source->counts().out_of_order == 0);
  CHECK(source->name() == "klines from 2 files");
}

TEST_CASE("a row's own symbol is kept") {
  const Scratch scratch;
  const std::string path = scratch.write(
      "s.csv",
      "ts,mid,spreadBp,vol1m,rsi14,symbol\n1701388800000,1,1,1,1,ETH\n1701388860000,1,1,1,1,\n");
  std::string error;
  const auto rows = all_of(*open_files({path}, {.symbol = "X", .spread_bp = {}}), error);
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].symbol == "ETH");
  CHECK(rows[1].symbol == "X");
}

TEST_CASE("rows that are not later than the one before are counted and placed") {
  const Scratch scratch;
  const std::string path = scratch.write(
      "s.csv", header + "1701388800000,1,1,1,1\n1701388800000,1,1,1,1\n1701388700000,1,1,1,1\n");
  const auto source = open_files({path}, {});
  std::string error;
  CHECK(all_of(*source, error).size() == 3);
  CHECK(source->counts().out_of_order == 2);
  CHECK(source->counts().first_out_of_order == path + ":3");
}

TEST_CASE("what is wrong with a file is named with its place") {
  const Scratch scratch;
  const std::string bad =
      scratch.write("bad.csv", header + "1701388800000,1,1,1,1\n1701388860000,0,1,1,1\n");
  CHECK(error_of({bad}) == bad + ":3: mid: expected a number above 0, found \"0\"");
  const std::string other = scratch.write("other.csv", "a,b\n");
  CHECK(error_of({other}).starts_with(other + ":1: expected klines ("));
  const std::string empty = scratch.write("empty.csv", "");
  CHECK(error_of({empty}) == empty + ": is empty, expected rows");
}

TEST_CASE("files of different kinds are not mixed") {
  const Scratch scratch;
  const std::string one = scratch.write("1.csv", kline_at(1701388800000, 1));
  const std::string two = scratch.write("2.csv", header + "1701388860000,1,1,1,1\n");
  CHECK(error_of({one, two}) ==
        two + ": holds snapshots, and the files before it hold klines; replay one kind at a time");
}

TEST_CASE("a limit stops before the rows after it are looked at") {
  const Scratch scratch;
  const std::string path = scratch.write("s.csv", header + "1701388800000,1,1,1,1\nbad\n");
  const auto source = open_files({path}, {.symbol = "", .spread_bp = {}, .rows_max = 1});
  std::string error;
  CHECK(all_of(*source, error).size() == 1);
  CHECK(error.empty());
}

TEST_CASE("a folder stands for its CSV files, by name") {
  const Scratch scratch;
  CHECK(expand({scratch.path()}).error().text ==
        scratch.path() + ": expected *.csv or *.csv.gz in this folder");
  const auto b = scratch.write("b.csv", ""), a = scratch.write("a.csv.gz", "");
  scratch.write("c.txt", "");
  CHECK(*expand({scratch.path()}) == std::vector{a, b});
  CHECK(*expand({b, scratch.path()}) == std::vector{b, a, b});
  CHECK(expand({scratch.path("none")}).error().text ==
        scratch.path("none") + ": no such file or folder");
}

TEST_CASE("the simulated market is the same for the same seed and changes its regime") {
  std::string error;
  const auto rows = [&](uint64_t seed) {
    return all_of(*simulate(seed, {.symbol = "X", .spread_bp = {}, .rows_max = 2'000}), error);
  };
  const auto one = rows(1), again = rows(1), other = rows(2);
  REQUIRE(one.size() == 2'000);
  CHECK(one[1'999].mid == again[1'999].mid);
  CHECK(one[1'999].mid != other[1'999].mid);
  double calm = 0, stressed = 0;
  for (size_t i = 0; i < 1'000; ++i) calm += one[i].spread_bp, stressed += one[i + 1'000].spread_bp;
  CHECK(stressed > 1.5 * calm);
  CHECK(one[1].ts_ms - one[0].ts_ms == 60'000);
}

TEST_CASE("the simulated market's RSI is that of its own path, and it jumps more when stressed") {
  std::string error;
  const auto rows =
      all_of(*simulate(3, {.symbol = "X", .spread_bp = {}, .rows_max = 20'000}), error);
  WilderRsi rsi;
  size_t calm = 0, stressed = 0;  // minutes whose volume and move are a jump's
  for (size_t i = 0; i < rows.size(); ++i) {
    CHECK(rows[i].rsi_14 == rsi.next(rows[i].mid).value_or(WilderRsi::neutral));
    if (i == 0) continue;
    const double move = std::abs(std::log(rows[i].mid / rows[i - 1].mid));
    (i < rows.size() / 2 ? calm : stressed) += move > (i < rows.size() / 2 ? 0.004 : 0.012);
  }
  CHECK(calm >= 1);
  CHECK(stressed > 3 * calm);
  CHECK(error.empty());
}

TEST_CASE("recorded market data is read whole") {
  struct Case {
    std::string path;
    uint64_t rows, warming;
  };
  for (const Case& c :
       {Case{"/shock_1m", 31'680, 14}, Case{"/quotes/dydx-futures_minute_btcusd.csv.gz", 1'440, 14},
        Case{"/quotes/oanda_eurusd_minute.csv.gz", 18'184, 14}}) {
    const auto files = expand({data_folder() + c.path});
    if (!files) {
      WARN("skipped: no market data in " << data_folder() << " (set SPARK_DATA_DIR)");
      return;
    }
    const auto source = open_files(*files, {});
    std::string error;
    INFO(c.path);
    CHECK(all_of(*source, error).size() == c.rows);
    CHECK(error.empty());
    CHECK(source->counts().warming == c.warming);
    CHECK(source->counts().out_of_order == 0);
  }
}
