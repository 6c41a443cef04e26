// The shipped second pipeline, warmed by a replay.
#include "end_to_end/changes.h"
#include "support/catch.h"

using namespace spark::test;
namespace json = boost::json;

TEST_CASE("two days of recorded minutes warm the second pipeline, and then its models agree") {
  if (market_data().empty()) {
    WARN("skipped: no market data; set SPARK_DATA_DIR to the folder that holds btcusdt_1m/");
    return;
  }
  const Sparkd host;
  const auto file = market_data() / "btcusdt_1m" / "BTCUSDT-1m-2024-04.csv.gz";
  const Ended ended =
      run({binary("sparkctl").string(), "replay", "--input", file.string(), "--to",
           host.url("executor"), "--path", "/predict-vol", "--limit", "2880", "--json", "--quiet"});
  INFO(ended.output.substr(0, 2000));
  REQUIRE(ended.exit_code == 0);
  const auto report = json::parse(ended.output);
  const auto waited = report.at("not_ready").to_number<int>();
  CHECK(waited > 1'400);  // 99.5 % of the 1,440 minutes that features need
  CHECK(waited <= 1'440);
  CHECK(report.at("failed") == 0);
  CHECK(report.at("pairs").to_number<int>() == 2'880 - waited);
  CHECK(report.at("match_rate").to_number<double>() > 0.99);
  CHECK(json::serialize(host.json("executor", "GET", "/health").at("degraded")) == "[]");
  // The other pipeline's series know nothing of it.
  CHECK(host.metric("ml_shadow_success_total") == 0);
  CHECK(host.metric(R"(spark_requests_total{pipeline="predict-vol",code="422"})") == waited);
}
