// Recorded minutes through the running host: no errors, and the match rate is the one that an
// independent computation from the file gives.
#include <zlib.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>
#include <set>
#include <sstream>

#include "end_to_end/harness.h"
#include "market/packing.h"
#include "support/catch.h"

using namespace spark::test;
namespace json = boost::json;

namespace {

struct Minute {
  double open_time, high, low, close, quote_volume;
};

void append_klines(const std::filesystem::path& file, std::vector<Minute>& minutes) {
  std::unique_ptr<gzFile_s, int (*)(gzFile)> in(gzopen(file.c_str(), "rb"), gzclose);
  char line[1024];
  while (gzgets(in.get(), line, sizeof line) != nullptr) {
    std::vector<double> cells;
    std::istringstream text(line);
    for (std::string cell; std::getline(text, cell, ',');) cells.push_back(std::atof(cell.c_str()));
    if (cells[0] > 0) minutes.push_back({cells[0], cells[2], cells[3], cells[4], cells[7]});
  }
}

// Of one file, or of a folder's files in the order of their names.
std::vector<Minute> read_klines(const std::filesystem::path& input) {
  std::set<std::filesystem::path> files;
  if (std::filesystem::is_directory(input)) {
    for (const auto& entry : std::filesystem::directory_iterator(input)) files.insert(entry.path());
  } else {
    files.insert(input);
  }
  std::vector<Minute> minutes;
  for (const auto& file : files) append_klines(file, minutes);
  return minutes;
}

// Written from the formulas alone; shares nothing with the host, its plugins or the replay tool.
struct Expected {
  size_t pairs = 0;
  size_t matches = 0;
};

Expected compare(const std::vector<Minute>& minutes, double threshold) {
  Expected expected;
  double gain = 0, loss = 0;
  for (size_t i = 0; i < minutes.size(); ++i) {
    const Minute& m = minutes[i];
    double rsi = 50;
    if (i > 0) {
      const double move = m.close - minutes[i - 1].close;
      const double up = std::max(move, 0.0), down = std::max(-move, 0.0);
      if (i <= 14) {
        gain += up / 14;
        loss += down / 14;
      } else {
        gain = (gain * 13 + up) / 14;
        loss = (loss * 13 + down) / 14;
      }
      if (i >= 14) rsi = loss == 0 ? (gain == 0 ? 50 : 100) : 100 - 100 / (1 + gain / loss);
    }
    const double spread = std::clamp(1e4 * (m.high - m.low) / m.close / 20, 0.1, 50.0);
    const double z = -3.0 + 0.0004 * m.close - 0.02 * spread + 0.00003 * m.quote_volume +
                     0.01 * rsi + 0.0002 * std::log1p(m.quote_volume);
    const double model = std::clamp(1 / (1 + std::exp(-z)), 1e-6, 1 - 1e-6);
    double heuristic = 0.5;
    if (rsi > 70) heuristic += 0.1;
    if (rsi < 30) heuristic -= 0.1;
    if (m.quote_volume > 1e7) heuristic += 0.05;
    if (spread > 10) heuristic -= 0.05;
    ++expected.pairs;
    if (std::fabs(model - std::clamp(heuristic, 0.0, 1.0)) < threshold) ++expected.matches;
  }
  return expected;
}

void check_replay(const Sparkd& host, const std::filesystem::path& input, size_t expected_pairs,
                  size_t expected_matches) {
  const Ended ended = run({binary("sparkctl").string(), "replay", "--input", input.string(), "--to",
                           host.url("executor"), "--pipeline", "16", "--json", "--quiet"});
  INFO(ended.output.substr(0, 2000));
  REQUIRE(ended.exit_code == 0);
  const auto report = json::parse(ended.output);
  CHECK(report.at("requests").to_number<size_t>() == expected_pairs);
  CHECK(report.at("failed").to_number<size_t>() == 0);
  CHECK(report.at("pairs").to_number<size_t>() == expected_pairs);
  CHECK(report.at("matches").to_number<size_t>() == expected_matches);
  // The last answers are counted after the program has read them.
  auto metrics = host.json("executor", "GET", "/shadow/metrics");
  for (const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
       metrics.at("total_predictions").to_number<size_t>() < expected_pairs &&
       std::chrono::steady_clock::now() < end;)
    metrics = host.json("executor", "GET", "/shadow/metrics");
  CHECK(metrics.at("matches").to_number<size_t>() == expected_matches);
  CHECK(metrics.at("total_predictions").to_number<size_t>() == expected_pairs);
}

}  // namespace

TEST_CASE("six months of recorded minutes replay without errors and with the computed match rate") {
  if (market_data().empty()) {
    WARN("skipped: no market data; set SPARK_DATA_DIR to the folder that holds btcusdt_1m/");
    return;
  }
#ifdef SPARK_SANITIZED
  const auto file = market_data() / "btcusdt_1m" / "BTCUSDT-1m-2023-12.csv.gz";
#else
  const auto file = market_data() / "btcusdt_1m";
#endif
  const auto expected = compare(read_klines(file), 0.05);
  REQUIRE(expected.pairs > 40'000);
  const Sparkd host;
  check_replay(host, file, expected.pairs, expected.matches);
}

TEST_CASE(
    "with a threshold that lets pairs match, the counted matches are still the computed ones") {
  if (market_data().empty()) {
    WARN("skipped: no market data; set SPARK_DATA_DIR to the folder that holds btcusdt_1m/");
    return;
  }
  // v1.8-b0 saturates on real prices, so that nothing matches at 0.05. At 0.4 some minutes do.
  const auto file = market_data() / "shock_1m" / "BTCUSDT-1m-shock-2020-03-covid.csv.gz";
  const Sparkd host({"plugins.shadow.with.match_threshold=0.4"});
  const auto expected = compare(read_klines(file), 0.4);
  REQUIRE(expected.matches > 0);
  check_replay(host, file, expected.pairs, expected.matches);
}

TEST_CASE("a zip as exchanges publish it is replayed like the same minutes in gzip") {
  if (market_data().empty()) {
    WARN("skipped: no market data; set SPARK_DATA_DIR to the folder that holds shock_1m/");
    return;
  }
  const auto file = market_data() / "shock_1m" / "BTCUSDT-1m-shock-2025-10-liquidation.csv.gz";
  std::string text;  // without the header, as the exchange publishes spot klines
  std::unique_ptr<gzFile_s, int (*)(gzFile)> in(gzopen(file.c_str(), "rb"), gzclose);
  char line[1024];
  while (gzgets(in.get(), line, sizeof line) != nullptr) {
    if (line[0] >= '0' && line[0] <= '9') text += line;
  }
  const Scratch scratch;
  const std::string zip =
      write_zip(scratch, "BTCUSDT-1m-2025-10.zip", {{"BTCUSDT-1m-2025-10.csv", text}});
  const Sparkd host({"plugins.shadow.with.match_threshold=0.4"});
  const auto expected = compare(read_klines(file), 0.4);
  REQUIRE(expected.pairs == 8'640);
  check_replay(host, zip, expected.pairs, expected.matches);
}

TEST_CASE("a rate at which a replay would outlast every clock is refused") {
  const std::string replay = (binary("").parent_path() / "../libexec/spark/spark-replay").string();
  for (const char* rate : {"1e-300", "0.001", "0", "-1", "1e300", "nan", "fast"}) {
    INFO(rate);
    const Ended ended = run({replay, "--rate", rate, "--limit", "1"});
    CHECK(ended.exit_code == 2);
    CHECK(ended.output.find("expected 0.01 to 10000000 requests a second, or max") !=
          std::string::npos);
  }
}
