// Histories that begin with rows of a record log.
#include "features/histories.h"
#include "features/object.h"

using namespace spark::test;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("histories that begin with a record log have the bits of those that requests moved") {
  const auto market = random_market(21, 2'000, 0);
  FakeHost host;
  Object first(host);
  first.plugin.act();
  auto& log = host.rows["recorder.predict"];
  log.columns = {{"ts", SPARK_I64, SPARK_ROWS_TIME}, {"symbol", SPARK_STRING},
                 {"advances", SPARK_BOOL},           {"mid", SPARK_F64},
                 {"spread_bp", SPARK_F64},           {"vol_1m", SPARK_F64},
                 {"spread_estimated", SPARK_BOOL},   {"received_ms", SPARK_I64}};
  const auto record = [&](const Snapshot& s, double mid, bool advances, int64_t received_ms) {
    log.rows.push_back({s.ts_ms, std::string("BTCUSDT"), advances, mid, s.spread_bp, s.vol_1m,
                        false, received_ms});
  };
  for (const Snapshot& snapshot : market) {
    first.send(snapshot);
    record(snapshot, snapshot.mid, true, snapshot.ts_ms);
    record(snapshot, 1.01 * snapshot.mid, false, snapshot.ts_ms);  // it only read
    record(snapshot, -1, true, snapshot.ts_ms);                    // it was refused
  }
  const auto expected = first.bits(market.back());

  FakeHost other;
  other.rows = host.rows;
  Object second(other, {"recorder:///srv/spark/var/predict"});
  second.plugin.act();
  other.run_jobs();
  CHECK(other.facts.at("warm_from.failed   ") == 0);
  CHECK(second.bits(market.back()) == expected);
  CHECK(second.is_ready());

  // Of a day that has ended, nothing of the next one.
  Object third(other, {"recorder://2024-01-01/predict"});
  third.plugin.act();
  other.run_jobs();
  CHECK(logged(other, "BTCUSDT: minutes until 2024-01-01T23:59Z"));
}

TEST_CASE("a record log that is named wrongly is refused, and one that is missing is an error") {
  FakeHost host;
  const std::string input = GENERATE("recorder://", "recorder://2024-13-01/predict",
                                     "recorder://somewhere/predict", "recorder:///srv/var/");
  CHECK_THROWS_WITH(Object(host, {input}), ContainsSubstring("expected recorder://LOG"));
  Object object(host, {"recorder://predict"});
  object.plugin.act();
  host.run_jobs();
  CHECK(host.facts.at("warm_from.failed   ") == 1);
}
