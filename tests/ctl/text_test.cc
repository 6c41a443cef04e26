// What tools print: numbers, tables, progress, quantiles, JSON.
#include "near.h"
#include "spark/tool/format.h"
#include "spark/tool/json.h"
#include "spark/tool/progress.h"
#include "spark/tool/quantiles.h"
#include "spark/tool/table.h"

using namespace spark::tool;

TEST_CASE("numbers and times read well") {
  CHECK(grouped(0) == "0");
  CHECK(grouped(999) == "999");
  CHECK(grouped(1'000) == "1,000");
  CHECK(grouped(1'234'567) == "1,234,567");
  CHECK(fixed(1.5, 2) == "1.50");
  CHECK(shortest(0.1) == "0.1");
  CHECK(shortest(1.2e-05) == "0.000012");
  CHECK(shortest(100'000) == "100000");
  CHECK(shortest(1e300) == "1e+300");
  CHECK(rounded(54'208'380'928) == "54208380928");
  CHECK(rounded(0.20036128249153057) == "0.200361");
  CHECK(rounded(-1234567.89) == "-1234570");
  CHECK(rounded(2.5) == "2.5");
  CHECK(percent(0.955, 1) == "95.5 %");
  CHECK(duration(4.25) == "4.2 s");
  CHECK(duration(185) == "3 min 05 s");
  CHECK(duration(7'800) == "2 h 10 min");
  CHECK(utc_text(std::chrono::system_clock::from_time_t(1717199999)) == "2024-05-31T23:59:59Z");
  CHECK(utc_compact(std::chrono::system_clock::from_time_t(1717199999)) == "20240531T235959Z");
}

TEST_CASE("a shortened text is never cut within a character") {
  CHECK(shortened("abc", 3) == "abc");
  CHECK(shortened("abcd", 3) == "abc…");
  CHECK(shortened("aµb", 2) == "a…");
}

TEST_CASE("a table's columns are aligned by characters, not by bytes") {
  Table table({{"name"}, {"value", Align::right}, {"unit"}});
  table.row({"a", "1", "µs"});
  table.row({"größe", "100", "s"});
  table.row({"e\u0301", "7"});
  CHECK(table.render() ==
        "name   value  unit\n"
        "a          1  µs\n"
        "größe    100  s\n"
        "e\u0301          7\n");
}

TEST_CASE("a table without titles has no title line") {
  Table table({{""}, {""}});
  CHECK(table.empty());
  table.row({"a", "b"});
  CHECK(table.render() == "a  b\n");
}

TEST_CASE("progress shows rate and time left once they are known") {
  CHECK(progress_line({"requests", 5'000, 10'000, 2}, true) ==
        "[###############---------------]  50 %  5,000 of 10,000 requests  2,500/s  2.0 s left");
  CHECK(progress_line({"requests", 5'000, 10'000, 2}, false) ==
        "50 %  5,000 of 10,000 requests  2,500/s  2.0 s left");
  CHECK(progress_line({"requests", 0, 10'000, 2}, false) == "0 %  0 of 10,000 requests");
  CHECK(progress_line({"rows", 30, 0, 10}, true) == "30 rows  3.0/s");
  CHECK(progress_line({"rows", 20, 10, 10}, false) == "100 %  20 of 10 rows  2.0/s");
}

TEST_CASE("quantiles are nearest ranks") {
  std::vector<float> sorted;
  for (int i = 1; i <= 20; ++i) sorted.push_back(static_cast<float>(i));
  CHECK(quantile(sorted, 0.5) == 10);
  CHECK(quantile(sorted, 0.95) == 19);
  CHECK(quantile(sorted, 0.951) == 20);
  CHECK(quantile(sorted, 1) == 20);
  CHECK(quantile(sorted, 0.001) == 1);
  CHECK(quantile({7}, 0.99) == 7);
  CHECK(quantile({}, 0.5) == 0);
}

TEST_CASE("latencies are exact in any order, and more may follow a summary") {
  LatencyRecorder recorder;
  CHECK(recorder.summary().count == 0);
  for (int i = 1'000; i >= 1; --i) recorder.record(i);
  LatencySummary summary = recorder.summary();
  CHECK(summary.count == 1'000);
  CHECK(summary.exact);
  CHECK(summary.p50_ms == 500);
  CHECK(summary.p90_ms == 900);
  CHECK(summary.p95_ms == 950);
  CHECK(summary.p99_ms == 990);
  CHECK(summary.p99_9_ms == 999);
  CHECK(summary.max_ms == 1'000);
  CHECK(summary.mean_ms == 500.5);
  recorder.record(5'000);
  CHECK(recorder.summary().max_ms == 5'000);
}

TEST_CASE("beyond its capacity a recorder keeps a uniform sample and says so") {
  LatencyRecorder recorder(1'000);
  for (int i = 1; i <= 100'000; ++i) recorder.record(i);
  const LatencySummary summary = recorder.summary();
  CHECK(!summary.exact);
  CHECK(summary.count == 100'000);
  CHECK(summary.max_ms == 100'000);
  CHECK(summary.mean_ms == Near(50'000.5));
  CHECK(summary.p50_ms == Near(50'000).epsilon(0.1));
}

TEST_CASE("JSON members are found by dotted path, missing and null are absent") {
  const auto value = *parse_json(R"({"a":{"b":1.5,"n":null,"list":[1,"x"]},"t":true})", "");
  CHECK(*number(value, "a.b") == 1.5);
  CHECK(find(value, "a.n") == nullptr);
  CHECK(find(value, "a.b.c") == nullptr);
  CHECK(text(value, "a.list") == "1, x");
  CHECK(text(value, "nothing") == "-");
  CHECK(text(value, "t") == "true");
  CHECK(items(value, "a.list").size() == 2);
  CHECK(items(value, "a.b").empty());
  CHECK(pretty(*parse_json(R"({"a":[],"b":{"c":0.1,"d":"x\"y"}})", "")) ==
        "{\n  \"a\": [],\n  \"b\": {\n    \"c\": 0.1,\n    \"d\": \"x\\\"y\"\n  }\n}\n");
  CHECK(parse_json("{", "the answer").error().text.starts_with("the answer is not JSON ("));
}
