// Recorded rows in the form of the older feature log.
#include "feature_log.h"

#include <boost/json/parse.hpp>
#include <cmath>
#include <sstream>

#include "log_text.h"
#include "support/catch.h"
#include "support/file_text.h"

using namespace recorder;
namespace json = boost::json;

namespace {

struct Made {
  json::value head;
  std::vector<json::value> lines;
};

Made made_of(const std::vector<TextRow>& rows, int64_t from_ms = begin_ms,
             const std::string& symbol = "BTCUSDT") {
  FeatureLog samples(from_ms, a_minute_ms);
  REQUIRE(read_text(text_of(rows), [&](const LogRow& row) { samples.add(row); }) == "");
  const auto text = samples.text_of(symbol, 14);
  Made made;
  std::istringstream in(text.text);
  std::string line;
  REQUIRE(std::getline(in, line));
  REQUIRE(line.starts_with("# "));
  made.head = json::parse(line.substr(2));
  while (std::getline(in, line)) made.lines.push_back(json::parse(line));
  CHECK(made.lines.size() == text.samples);
  return made;
}

}  // namespace

TEST_CASE("a feature log has the first line and the keys that its readers look for") {
  const Made made = made_of(minutes(3));
  std::string keys = "# " + keys_of(made.head) + keys_of(made.lines.at(0));
  INFO(keys);
  CHECK(keys == spark::test::read_file(SPARK_SOURCE_DIR "/tests/golden/feature_log.txt"));
  CHECK(made.head.at("started") == "2024-05-01T00:00:00Z");
  CHECK(made.head.at("window_days").to_number<double>() == 14);
  CHECK(made.head.at("features") == json::array({"ret", "bias"}));
  const json::value& second = made.lines.at(1);
  CHECK(second.at("ts").to_number<int64_t>() == begin_ms + a_minute_ms);
  CHECK(second.at("raw").at("mid").to_number<double>() == 60'001);
  CHECK(second.at("derived").at("ret").to_number<double>() == 0.2);
  CHECK(second.at("stats").at("sample_count_24h").to_number<int>() == 2);
  CHECK(second.at("stats").at("mid_mean_24h").to_number<double>() == 60'000.5);
  CHECK(second.at("stats").at("mid_std_24h").to_number<double>() == 0.5);
}

TEST_CASE("a sample's statistics are of the 24 hours before, also of rows before the window") {
  constexpr int a_day = 1'440;
  const auto rows = minutes(a_day + 100);
  const Made made = made_of(rows, begin_ms + a_day * a_minute_ms);
  REQUIRE(made.lines.size() == 100);
  for (const json::value& line : made.lines)
    CHECK(line.at("stats").at("sample_count_24h").to_number<int>() == a_day);
  double sum = 0, squares = 0;
  for (int i = 100; i < a_day + 100; ++i) sum += 60'000 + i % 50;
  const double mean = sum / a_day;
  for (int i = 100; i < a_day + 100; ++i) squares += std::pow(60'000 + i % 50 - mean, 2);
  const json::value& stats = made.lines.back().at("stats");
  CHECK(stats.at("mid_mean_24h").to_number<double>() == Approx(mean).epsilon(1e-12));
  CHECK(stats.at("mid_std_24h").to_number<double>() ==
        Approx(std::sqrt(squares / a_day)).epsilon(1e-9));
}

TEST_CASE("of a minute the newest row is the sample, and what was refused or only read is none") {
  std::vector<TextRow> rows = minutes(2);
  TextRow newer = rows[1];
  newer.at_ms += 5'000;
  newer.mid = "61000";
  newer.f00 = "";
  TextRow refused = newer, peek = newer, blank = newer;
  refused.code = "422";
  refused.mid = "1";
  peek.advances = false;
  peek.mid = "2";
  blank.mid = "";
  TextRow unready = newer;
  unready.at_ms = begin_ms + 2 * a_minute_ms;
  unready.bits = "2";
  rows.insert(rows.end(), {newer, refused, peek, blank, unready});
  const Made made = made_of(rows);
  REQUIRE(made.lines.size() == 3);
  CHECK(made.lines[1].at("raw").at("mid").to_number<double>() == 61'000);
  CHECK(made.lines[1].at("derived").at("ret").is_null());
  CHECK(made.lines[2].at("derived").at("ret").is_null());
  CHECK(made.lines[2].at("derived").at("bias").to_number<double>() == 1);
}

TEST_CASE("a feature log is of one symbol, and names those that there are") {
  std::vector<TextRow> rows = minutes(2);
  rows[1].symbol = "ETHUSDT";
  FeatureLog samples(begin_ms, a_minute_ms);
  REQUIRE(read_text(text_of(rows), [&](const LogRow& row) { samples.add(row); }) == "");
  CHECK(samples.symbols() == std::set<std::string>{"BTCUSDT", "ETHUSDT"});
  CHECK(samples.text_of("ETHUSDT", 1).samples == 1);
  CHECK(samples.text_of("XRPUSDT", 1).samples == 0);
}
