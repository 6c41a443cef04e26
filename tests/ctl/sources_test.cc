#include "sources.h"

#include <cmath>

#include "scratch.h"
#include "simulator.h"
#include "support/catch.h"

using namespace spark;
using namespace spark::replay;
using test::Scratch;

namespace {

const std::string header = "ts,mid,spreadBp,vol1m,rsi14\n";

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

}  // namespace

TEST_CASE("what keeps files from being one series is said before the first row") {
  const Scratch scratch;
  const std::string one = scratch.write("1.csv", header + "1701388800000,1,1,1,1\n");
  const std::string empty = scratch.write("2.csv", "");
  CHECK(open_files({one, empty}, {}).error().text == empty + ": is empty, expected rows");
  CHECK(open_files({empty, one, empty}, {}).error().text ==
        empty + ": is empty, expected rows; and 1 more: see sparkctl data check");
  const auto source = open_files({one, one}, {});
  REQUIRE(source.has_value());
  CHECK((*source)->name() == "snapshots from 2 files");
  CHECK((*source)->spread() == "the file's");
}

TEST_CASE("a limit stops before the rows after it are looked at") {
  const Scratch scratch;
  const std::string path = scratch.write("s.csv", header + "1701388800000,1,1,1,1\nbad\n");
  const auto source = open_files({path}, {.read = {}, .rows_max = 1});
  std::string error;
  CHECK(all_of(**source, error).size() == 1);
  CHECK(error.empty());
}

TEST_CASE("a span of files begins and ends by time, and the first row outside ends it") {
  const Scratch scratch;
  std::string text = header;
  for (int i = 0; i < 5; ++i) text += std::to_string(1701388800000 + i * 60'000) + ",1,1,1,1\n";
  const std::string path = scratch.write("s.csv", text);
  SourceOptions options;
  options.from_ms = 1701388800000 + 60'000;
  options.until_ms = 1701388800000 + 3 * 60'000;
  const auto source = open_files({path}, options);
  std::string error;
  const auto rows = all_of(**source, error);
  CHECK(error.empty());
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].ts_ms == options.from_ms);
}

TEST_CASE("the simulated market is the same for the same seed and changes its regime") {
  std::string error;
  const auto rows = [&](uint64_t seed) {
    return all_of(*simulate(seed, {.read = {}, .rows_max = 2'000}), error);
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
  const auto rows = all_of(*simulate(3, {.read = {}, .rows_max = 20'000}), error);
  market::WilderRsi rsi;
  size_t calm = 0, stressed = 0;  // minutes whose volume and move are a jump's
  for (size_t i = 0; i < rows.size(); ++i) {
    CHECK(rows[i].rsi_14 == rsi.next(rows[i].mid).value_or(market::WilderRsi::neutral));
    if (i == 0) continue;
    const double move = std::abs(std::log(rows[i].mid / rows[i - 1].mid));
    (i < rows.size() / 2 ? calm : stressed) += move > (i < rows.size() / 2 ? 0.004 : 0.012);
  }
  CHECK(calm >= 1);
  CHECK(stressed > 3 * calm);
  CHECK(error.empty());
}
