// Predictions that are not judged yet, and all that were, outlive plugin objects and the host.
#include <random>

#include "quality_rig.h"

using namespace spark::test;
using spark::testing::FakeHost;
using spark::testing::Refusal;
using spark::tool::number;

namespace {

const std::string digest(64, 'a');
const spark_model_info heuristic =
    model_info("heuristic-v1", "", "up-move", "1min", "mid", SPARK_MODEL_HEURISTIC);
const spark_model_info volatility =
    model_info("v1", digest.c_str(), "rv5-above-median", "5min", "24h");

constexpr int64_t day_minutes = 1'440;

double mid_of(int64_t minute) {
  return 100 + std::sin(static_cast<double>(minute * minute % 997));
}

void feed(QualityRig& rig, int64_t from, int64_t until) {
  for (int64_t minute = from; minute < until; ++minute)
    rig.snapshot(rig_start_ms + minute * 60'000 + 59'999, mid_of(minute), 0.5,
                 static_cast<double>(minute * 7 % 100) / 100);
}

std::string windows(QualityRig& rig) {
  const auto report = rig.report();
  const auto* found = spark::tool::find(report, "candidate.live.windows");
  REQUIRE(found != nullptr);
  return spark::tool::pretty(*found);
}

// The figures of somebody who saw all minutes.
std::string expected(int64_t minutes) {
  FakeHost host;
  QualityRig rig(host, heuristic, volatility);
  feed(rig, 0, minutes);
  return windows(rig);
}

}  // namespace

TEST_CASE("a start goes on with the minutes and labels of the one before") {
  constexpr int64_t killed = 2 * day_minutes + 100, end = killed + 200;
  FakeHost before;
  {
    QualityRig rig(before, heuristic, volatility);
    rig.plugin().act();
    feed(rig, 0, killed);
    before.fire("keep");  // and then nothing more: it is killed
  }
  FakeHost host;
  host.durable = before.durable;
  QualityRig rig(host, heuristic, volatility);
  rig.plugin().act();
  feed(rig, killed, end);
  CHECK(windows(rig) == expected(end));

  // Damage takes what it hits, and no more.
  FakeHost damaged;
  damaged.durable = before.durable;
  damaged.durable["day.0." + std::to_string(rig_start_ms / 86'400'000 % 33) + " quality.day/1"] =
      "garbage";
  QualityRig other(damaged, heuristic, volatility);
  other.plugin().act();
  feed(other, killed, end);
  // The first day is gone, and the labels of the second, whose medians need it.
  CHECK(number(other.report(), "candidate.live.windows.30d.rows") ==
        end - 1 - 5 - (day_minutes + 5 + 1'432));
}

TEST_CASE("requests that come before the minutes of the disk do not lose them") {
  FakeHost before;
  {
    QualityRig rig(before, heuristic, volatility);
    rig.plugin().act();
    feed(rig, 0, 2'000);
    rig.plugin().rest();
  }
  FakeHost host;
  host.durable = before.durable;
  QualityRig rig(host, heuristic, volatility);
  feed(rig, 2'000, 2'003);
  rig.plugin().act();
  feed(rig, 2'003, 2'100);
  CHECK(windows(rig) == expected(2'100));
}

TEST_CASE("a successor has what its predecessor saw until the last worker left it") {
  FakeHost old_host, host;
  QualityRig old(old_host, heuristic, volatility);
  feed(old, 0, 2'000);
  const std::string saved = old.plugin().save();
  QualityRig fresh(host, heuristic, volatility);
  fresh.plugin().load(saved);
  feed(old, 2'000, 2'150);  // more than an hour, as a replay may
  const std::string again = old.plugin().save();
  feed(fresh, 2'150, 2'200);
  fresh.plugin().merge(saved, again);
  CHECK(windows(fresh) == expected(2'200));
  CHECK_THROWS_AS(fresh.plugin().load("garbage"), Refusal);
  CHECK_THROWS_AS(fresh.plugin().load(std::string(64, '\xff')), Refusal);
  CHECK(windows(fresh) == expected(2'200));
}

TEST_CASE("a source that has gone back begins anew, and so it does after a start") {
  FakeHost before;
  QualityRig rig(before, heuristic, volatility);
  rig.plugin().act();
  feed(rig, 0, 2'000);
  before.fire("keep");
  feed(rig, 100, 1'900);
  rig.plugin().rest();
  FakeHost host;
  host.durable = before.durable;
  QualityRig after(host, heuristic, volatility);
  after.plugin().act();
  feed(after, 1'900, 1'950);
  const auto report = after.report("?until_ms=" + std::to_string(before.event_ms));
  CHECK(number(report, "symbols_until_ms.BTCUSDT") ==
        static_cast<double>(rig_start_ms + 1'949 * 60'000 + 59'999));
  // Minutes 105 on: the five before it were needed to believe it.
  CHECK(number(report, "candidate.live.windows.span.rows") == 1'950 - 1 - 5 - (105 + 5 + 1'432));
}

TEST_CASE("minutes older than the longest window make room") {
  FakeHost host;
  QualityRig rig(host, heuristic, volatility);
  rig.plugin().act();
  feed(rig, 0, 34 * day_minutes);
  const auto report = rig.report();
  CHECK(number(report, "candidate.live.windows.30d.rows") == 30 * day_minutes - 5);
  rig.plugin().rest();
  CHECK(host.durable.size() <= 34);
  for (const auto& [key, value] : host.durable) CHECK(value.size() <= SPARK_DURABLE_BYTES_MAX);
}
