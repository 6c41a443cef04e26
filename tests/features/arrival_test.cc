// The table of cases: what becomes of a snapshot, what it is answered with, and what is counted.
#include "features/arrival.h"

#include <cmath>

#include "plugins/plugin_file.h"
#include "spark/testing/rig.h"
#include "support/catch.h"

using namespace spark::testing;

namespace {

constexpr int64_t day_ms = 1'704'067'200'000;  // 2024-01-01
constexpr int64_t minute = 60'000;

struct Fixture {
  FakeHost host;
  PluginRig plugin{host, load_entry(plugin_file("features")), [](Settings& with) {
                     with.list("sets", {"v1.8", "v1.8.1", "v1.8.2"}).set("symbols", int64_t{2});
                   }};
  StageRig stage = make(true);
  StageRig reader = make(false);

  Fixture() { host.utc_ms = day_ms + 40 * 86'400'000LL; }

  StageRig make(bool advance) {
    return plugin.stage("snapshot", [advance](Settings& with) {
      with.set("snapshot", "input.snapshot").set("key", "input.symbol").set("advance", advance);
    });
  }
  int32_t send(StageRig& to, int64_t ts, double mid, const char* symbol = "BTCUSDT",
               uint32_t flags = 0) {
    to.set("input.symbol", symbol).set("input.snapshot.ts", ts);
    to.set("input.snapshot.mid", mid).set("input.snapshot.spreadBp", 2.0);
    to.set("input.snapshot.vol1m", 1e6).set("input.snapshot.rsi14", 55.0);
    return to.run(0, flags);
  }
  int32_t send(int64_t ts, double mid) { return send(stage, ts, mid); }
  // Minutes 0 to 9, mids 42,000 to 42,009.
  void warm() {
    for (int64_t i = 0; i < 10; ++i) send(day_ms + i * minute, 42'000 + static_cast<double>(i));
  }
  [[nodiscard]] double counted(const std::string& what) const {
    return host.value("ml_feature_snapshots_total{case=\"" + what + "\"}");
  }
  // The mid a minute before minute 10, as a reader sees it.
  double mid_seen() {
    send(reader, day_ms + 10 * minute, 50'000);
    return reader.null("mid_logret_1m") ? std::nan("")
                                        : 50'000 / std::exp(reader.f64("mid_logret_1m"));
  }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "each case of arrival answers, keeps and counts as its row says") {
  struct Case {
    const char* name;
    int64_t ts;
    double mid;
    bool is_answered;  // with features of the history
    double mid_seen;   // afterwards, a minute before minute 10
  };
  const int64_t newest = day_ms + 9 * minute;
  const auto c = GENERATE_COPY(values<Case>({
      {"updated", newest + 5, 42'100, true, 42'100},
      {"duplicate", newest, 42'100, true, 42'009},
      {"earlier", newest + 5, 42'100, true, 42'200},  // after one at + 10
      {"late", newest - minute, 42'100, false, 42'009},
      {"late", newest - 30 * minute, 42'100, false, 42'009},
      {"late", newest - 100 * minute, 42'100, false, 42'009},
      {"off", newest + 5, 63'100, true, 42'009},
      {"off", newest + minute, 20'000, true, 42'009},
      {"no_time", 0, 42'100, false, 42'009},
      {"no_time", 12'345, 42'100, false, 42'009},
      {"no_time", -1, 42'100, false, 42'009},
      {"jumped", newest + 7 * minute, 42'100, false, 42'009},
      {"ahead", day_ms + 50 * 86'400'000LL, 42'100, false, 42'009},
  }));
  CAPTURE(c.name, c.ts);
  warm();
  if (c.name == std::string("earlier")) send(newest + 10, 42'200);
  const double before = counted(c.name);
  REQUIRE(send(c.ts, c.mid) == SPARK_OK);
  CHECK(counted(c.name) == before + 1);
  CHECK(stage.null("mid_logret_5m") == !c.is_answered);
  CHECK(stage.null("minutes_left") == !c.is_answered);
  CHECK(stage.f64("mid_price") == c.mid);
  CHECK(mid_seen() == Approx(c.mid_seen));
}

TEST_CASE_METHOD(Fixture, "a later minute closes the newest one") {
  warm();
  CHECK(counted("began") == 1);
  CHECK(counted("advanced") == 9);
  CHECK(stage.f64("mid_logret_1m") == std::log(42'009.0 / 42'008.0));
  CHECK(stage.f64("mid_logret_5m") == std::log(42'009.0 / 42'004.0));
  CHECK(stage.i64("minutes_left") == 1'423);
}

TEST_CASE_METHOD(Fixture, "readers and probes see the history with their snapshot, and leave it") {
  warm();
  send(reader, day_ms + 10 * minute, 43'000);
  CHECK(reader.f64("mid_logret_1m") == std::log(43'000.0 / 42'009.0));
  send(stage, day_ms + 10 * minute, 44'000, "BTCUSDT", SPARK_FRAME_SYNTHETIC);
  CHECK(stage.f64("mid_logret_1m") == std::log(44'000.0 / 42'009.0));
  send(reader, day_ms + 8 * minute, 43'000);
  CHECK(reader.null("mid_logret_1m"));
  CHECK(counted("read") == 3);
  CHECK(mid_seen() == Approx(42'009));
  // A reader does not make a symbol known, so there is room for another one.
  send(reader, day_ms, 1, "ETHUSDT");
  send(stage, day_ms, 1, "SOLUSDT");
  CHECK(counted("no_room") == 0);
}

TEST_CASE_METHOD(Fixture, "a snapshot without symbol, time or mid has no history") {
  warm();
  stage.set_null("input.symbol");
  CHECK(stage.run() == SPARK_OK);
  CHECK(counted("no_symbol") == 1);
  CHECK(stage.null("mid_logret_1m"));
  CHECK(stage.f64("spread_bp") == 2);
  stage.set("input.symbol", "BTCUSDT").set_null("input.snapshot.ts");
  CHECK(stage.run() == SPARK_OK);
  CHECK(counted("no_time") == 1);
  stage.set("input.snapshot.ts", day_ms + 10 * minute).set_null("input.snapshot.mid");
  CHECK(stage.run() == SPARK_OK);
  CHECK(counted("no_mid") == 1);
  CHECK(stage.null("log_volume_dev"));
  CHECK(mid_seen() == Approx(42'009));
}

TEST_CASE_METHOD(Fixture,
                 "symbols beyond the capacity have no history, and the others keep theirs") {
  warm();
  send(stage, day_ms, 1, "ETHUSDT");
  CHECK(send(stage, day_ms, 1, "SOLUSDT") == SPARK_OK);
  CHECK(send(stage, day_ms + minute, 1, "SOLUSDT") == SPARK_OK);
  CHECK(counted("no_room") == 2);
  CHECK(stage.null("mid_logret_1m"));
  CHECK(mid_seen() == Approx(42'009));
}

TEST_CASE("made-up symbols take no room where the real ones are named") {
  FakeHost host;
  host.utc_ms = day_ms + 86'400'000;
  const auto open = [&host](const std::vector<std::string>& only) {
    return PluginRig(host, load_entry(plugin_file("features")), [&only](Settings& with) {
      with.list("sets", {"v1.8.1"}).set("symbols", int64_t{2});
      if (!only.empty()) with.list("only", only);
    });
  };
  const auto send = [](PluginRig& plugin, const std::vector<const char*>& symbols) {
    StageRig stage = plugin.stage("snapshot", [](Settings& with) {
      with.set("snapshot", "input.snapshot").set("key", "input.symbol");
    });
    stage.set("input.snapshot.mid", 100.0).set("input.snapshot.spreadBp", 2.0);
    stage.set("input.snapshot.vol1m", 1e6).set("input.snapshot.rsi14", 55.0);
    for (const char* symbol : symbols)
      for (const int64_t ts : {day_ms, day_ms + minute})
        stage.set("input.symbol", symbol).set("input.snapshot.ts", ts).run();
    return !stage.null("mid_logret_1m");
  };
  {
    PluginRig open_to_all = open({});
    open_to_all.act();
    CHECK_FALSE(send(open_to_all, {"X1", "X2", "BTCUSDT"}));
    open_to_all.rest();  // keeps the made-up ones
  }
  PluginRig listed = open({"BTCUSDT", "ETHUSDT"});
  listed.act();
  CHECK(send(listed, {"X1", "X2", "X3", "ETHUSDT"}));
  CHECK(send(listed, {"X1", "BTCUSDT"}));
  CHECK(host.value("ml_feature_snapshots_total{case=\"not_listed\"}") > 0);
}

TEST_CASE_METHOD(Fixture, "a time in another unit is refused, naming the field and the unit") {
  struct Case {
    int64_t ts;
    const char* unit;
  };
  const auto c = GENERATE(values<Case>({{1'709'251'200, "seconds"},
                                        {1'709'251'200'000'000, "microseconds"},
                                        {1'709'251'200'000'000'000, "nanoseconds"}}));
  CHECK(send(c.ts, 42'000) == SPARK_E_INVALID);
  CHECK(stage.failure() == "snapshot.ts: expected milliseconds since 1970, found " +
                               std::to_string(c.ts) + ", which are " + c.unit);
  CHECK(host.value("ml_feature_extractions_total") == 0);
}

TEST_CASE_METHOD(Fixture, "a source that has gone back is believed after six minutes") {
  warm();
  for (int64_t i = 0; i < 5; ++i) send(day_ms - 90 * minute + i * minute, 41'000);
  CHECK(counted("late") == 5);
  CHECK(mid_seen() == Approx(42'009));
  send(day_ms + 9 * minute + 30, 42'009);  // it has not: a newer one
  for (int64_t i = 0; i < 5; ++i) send(day_ms - 90 * minute + i * minute, 41'000);
  CHECK(mid_seen() == Approx(42'009));
  send(day_ms - 84 * minute, 41'000);
  CHECK(counted("began") == 2);
  send(day_ms - 83 * minute, 41'001);
  CHECK(stage.f64("mid_logret_1m") == std::log(41'001.0 / 41'000.0));
}

TEST_CASE_METHOD(Fixture, "one stray time of the future ends no history") {
  const int64_t ahead = GENERATE(7 * minute, 30 * minute, 365 * 1'440 * minute);
  warm();
  host.utc_ms = day_ms + 1'000 * 86'400'000LL;
  send(day_ms + 9 * minute + ahead, 41'000);
  CHECK(counted("jumped") == 1);
  CHECK(stage.null("mid_logret_1m"));
  CHECK(mid_seen() == Approx(42'009));
  send(day_ms + 10 * minute, 42'010);  // it was a stray
  send(day_ms + 10 * minute + ahead, 41'000);
  CHECK(counted("jumped") == 2);
  send(day_ms + 11 * minute, 42'011);
  CHECK(stage.f64("mid_logret_1m") == std::log(42'011.0 / 42'010.0));
  CHECK(counted("began") == 1);
}

TEST_CASE_METHOD(Fixture, "two strays far apart confirm each other as little as one") {
  warm();
  send(day_ms + 100 * minute, 41'000);
  send(day_ms + 500 * minute, 41'000);
  send(day_ms + 500 * minute + 1, 41'000);
  CHECK(counted("jumped") == 3);
  CHECK(mid_seen() == Approx(42'009));
}

TEST_CASE_METHOD(Fixture, "after a wide gap the second minute begins another history") {
  warm();
  send(day_ms + 16 * minute, 43'000);
  send(day_ms + 17 * minute, 43'001);
  CHECK(counted("began") == 2);
  CHECK(stage.i64("minutes_left") == 1'432);
  send(day_ms + 18 * minute, 43'002);
  CHECK(stage.f64("mid_logret_1m") == std::log(43'002.0 / 43'001.0));
}

TEST_CASE_METHOD(Fixture, "one stray mid, however low, does not put what follows off") {
  const double stray = GENERATE(42'009 * 0.51, 42'009 * 1.49);
  warm();
  send(day_ms + 10 * minute, stray);
  CHECK(counted("advanced") == 10);
  for (int64_t i = 11; i < 14; ++i) send(day_ms + i * minute, 42'000 + static_cast<double>(i));
  CHECK(counted("off") == 0);
  CHECK(stage.f64("mid_logret_1m") == std::log(42'013.0 / 42'012.0));
}

TEST_CASE_METHOD(Fixture, "an estimated spread is 0 in its ratio, and no sample of the median") {
  warm();
  stage.set("input.snapshot.spreadEstimated", true);
  send(day_ms + 10 * minute, 42'010);
  CHECK(stage.f64("spread_rel") == 0);
  CHECK(stage.f64("spread_bp") == 2);
  stage.set("input.snapshot.spreadEstimated", false);
  send(day_ms + 11 * minute, 42'011);
  CHECK(stage.null("spread_rel"));
}

TEST_CASE_METHOD(Fixture, "without a key no time is judged and nothing has a history") {
  StageRig plain =
      plugin.stage("snapshot", [](Settings& with) { with.set("snapshot", "input.snapshot"); });
  CHECK_FALSE(plain.reads("input.snapshot.ts"));
  plain.set("input.snapshot.mid", 1.0).set("input.snapshot.spreadBp", 2.0);
  plain.set("input.snapshot.vol1m", 3.0).set("input.snapshot.rsi14", 4.0);
  CHECK(plain.run() == SPARK_OK);
  CHECK(plain.f64("log_volume") == std::log1p(3.0));
  CHECK(plain.null("mid_logret_1m"));
}
