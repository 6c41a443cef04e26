// The plugin as a host loads it: from snapshots to figures, series, facts and files.
#include <cmath>

#include "drift/watched.h"
#include "support/catch.h"

using namespace spark::test;
using namespace spark::testing;
namespace json = boost::json;

namespace {

constexpr int64_t week = 7 * 1'440;

struct Subject {
  Subject() : plugin(host), model("1"), stage(plugin.stage(model)) {
    write_reference(folder.path(), 6);
    serve(host, model, folder.path());
    plugin.plugin.act();
  }
  void feed_minutes(int64_t from, const std::vector<double>& a) {
    for (size_t i = 0; i < a.size(); ++i)
      send(host, stage, from + static_cast<int64_t>(i), a[i], static_cast<uint32_t>(i % 2));
  }

  FakeHost host;
  TemporaryFolder folder;
  WatchedPlugin plugin;
  ToldModel model;
  StageRig stage;
};

std::string text_of(const json::value& value) {
  return std::string(value.as_string());
}

std::string fact(const std::string& name) {
  return name + "  candidate " + std::string(64, '1');
}

}  // namespace

TEST_CASE("before anything is known the snapshot says so, and no series has a value") {
  Subject subject;
  auto found = snapshot(subject.host);
  CHECK(text_of(found.at("overall_status")) == "inconclusive");
  look(subject.host);
  found = snapshot(subject.host);
  CHECK(text_of(found.at("reason")) == "no_samples");
  CHECK(found.at("overall_psi").is_null());
  CHECK_FALSE(found.at("slo_check").at("pass").as_bool());
  CHECK(subject.host.metrics.count("ml_psi_score") == 0);
}

TEST_CASE("a week without drift is stable, passes, and is told to everybody") {
  Subject subject;
  subject.feed_minutes(told_begin, slow_series(32, week + 1));
  look(subject.host);
  const auto found = snapshot(subject.host);
  INFO(found);
  CHECK(text_of(found.at("overall_status")) == "stable");
  CHECK(found.at("slo_check").at("pass").as_bool());
  const auto& a = found.at("features").at("a");
  CHECK(a.at("samples").as_int64() == week);
  CHECK(a.at("current_dist").as_array().size() == 10);
  CHECK(text_of(found.at("features").at("b").at("duplicate_of")) == "a");
  CHECK(text_of(found.at("features").at("c").at("reason")) == "constant");
  CHECK(text_of(found.at("score").at("status")) == "stable");
  CHECK(a.at("no_drift_95").as_double() > 0);
  CHECK(a.at("alarm").at("calibrated").as_bool());
  CHECK(a.at("alarm").at("alarms").as_int64() == 0);

  CHECK(subject.host.value("ml_psi_score") ==
        Approx(found.at("overall_psi").as_double()).margin(1e-4));
  CHECK(subject.host.value("ml_psi_feature_score{feature=\"a\"}") < 0.1);
  CHECK(subject.host.value("ml_psi_window_score{window=\"1h\"}") > 0);
  CHECK(subject.host.facts.at(fact("psi.overall")) < 0.1);
  CHECK(subject.host.facts.at(fact("coverage")) == 1);
  CHECK(subject.host.facts.at(fact("alarms")) == 0);
  CHECK(subject.host.facts.at(fact("alarm.score")) == 0);
  const auto& file = subject.host.records.at(0);
  CHECK(file.path == "psi_snapshot.json");
  CHECK(json::parse(file.file).at("timestamp") == found.at("timestamp"));
}

TEST_CASE("an input that moves is critical, raises its alarm, and is put on record") {
  Subject subject;
  auto a = slow_series(32, week + 1);
  for (double& value : a) value += 2;
  subject.feed_minutes(told_begin, a);
  look(subject.host);
  const auto found = snapshot(subject.host, "?window=24h");
  CHECK(text_of(found.at("overall_status")) == "critical");
  CHECK_FALSE(found.at("slo_check").at("pass").as_bool());
  CHECK(text_of(found.at("features").at("a").at("alarm").at("state")) == "alarm");
  CHECK(subject.host.facts.at(fact("alarms")) >= 1);
  CHECK(subject.host.facts.at(fact("alarm.a")) == 1);
  size_t alarms = 0;
  for (const auto& record : subject.host.records) alarms += record.kind == "alarm" ? 1 : 0;
  CHECK(alarms > 0);
  look(subject.host);
  for (const auto& record : subject.host.records) alarms -= record.kind == "alarm" ? 1 : 0;
  CHECK(alarms == 0);  // each of them once
}

TEST_CASE(
    "probes, models that gave no score, and snapshots without symbol or time are no samples") {
  Subject subject;
  send(subject.host, subject.stage, told_begin, 0);
  send(subject.host, subject.stage, told_begin + 5, 9, 0, SPARK_FRAME_SYNTHETIC);
  subject.stage.set("candidate.status", int64_t{SPARK_STATUS_NOT_READY}).run();
  subject.stage.set("candidate.status", int64_t{SPARK_STATUS_LATE}).run();
  subject.stage.set("candidate.status", int64_t{SPARK_STATUS_OK}).set_null("input.symbol").run();
  subject.stage.set("input.symbol", "").run();
  subject.stage.set("input.symbol", "BTCUSDT").set("input.snapshot.ts", int64_t{0}).run();
  send(subject.host, subject.stage, told_begin, 3);      // the same again
  send(subject.host, subject.stage, told_begin - 1, 3);  // late
  look(subject.host);
  const auto found = snapshot(subject.host).at("snapshots");
  CHECK(found.at("opened").as_int64() == 1);
  CHECK(found.at("replaced").as_int64() == 0);
  CHECK(found.at("not_ready").as_int64() == 2);
  CHECK(found.at("without_key").as_int64() == 2);
  CHECK(found.at("without_time").as_int64() == 1);
  CHECK(found.at("duplicate").as_int64() == 1);
  CHECK(found.at("late").as_int64() == 1);
}

TEST_CASE("a swap lays the past over the new reference, and the way back does too") {
  Subject subject;
  subject.feed_minutes(told_begin, slow_series(31, week));
  look(subject.host);
  const ToldModel other("2", {"c", "a"});
  StageRig next = subject.plugin.stage(other);
  serve(subject.host, other, subject.folder.path());
  look(subject.host);
  auto found = snapshot(subject.host);
  CHECK(text_of(found.at("model").at("version")) == "v-2");
  CHECK(text_of(found.at("inputs").at("source")) == "re-binned");
  CHECK(text_of(found.at("overall_status")) == "stable");
  CHECK(found.at("features").at("a").at("samples").as_int64() >= week - 1);
  CHECK_FALSE(found.at("features").as_object().contains("b"));
  CHECK(text_of(found.at("score").at("status")) == "inconclusive");
  CHECK(std::isnan(subject.host.value("ml_psi_feature_score{feature=\"b\"}")));
  CHECK(subject.host.facts.count(fact("psi.overall")) == 0);  // that was of the model before

  StageRig back = subject.plugin.stage(subject.model);
  serve(subject.host, subject.model, subject.folder.path());
  send(subject.host, back, told_begin + week, 0);
  look(subject.host);
  found = snapshot(subject.host);
  CHECK(text_of(found.at("score").at("status")) == "stable");
  CHECK(subject.host.facts.count(fact("psi.overall")) == 1);
}

TEST_CASE("a model without a reference, or with a wrong one, is inconclusive with the reason") {
  Subject subject;
  std::filesystem::remove(subject.folder.path() / "reference_distributions.json");
  send(subject.host, subject.stage, told_begin, 0);
  look(subject.host);
  auto found = snapshot(subject.host);
  CHECK(text_of(found.at("overall_status")) == "inconclusive");
  CHECK(text_of(found.at("reason")) ==
        "no reference: the artefact has no reference_distributions.json");
  CHECK(subject.host.metrics.count("ml_psi_score") == 0);

  write_reference(subject.folder.path(), 1);
  const ToldModel other("2", {"a", "d"});
  StageRig next = subject.plugin.stage(other);
  serve(subject.host, other, subject.folder.path());
  look(subject.host);
  found = snapshot(subject.host);
  CHECK(
      text_of(found.at("reason")) ==
      "no reference: reference_distributions.json: series: expected one of the model's feature d");
  CHECK(subject.host.leases.empty());
}

TEST_CASE("the route refuses what it does not know, with what it knows") {
  Subject subject;
  CHECK(subject.host.call("GET", "/drift/snapshot?window=2h").status == 400);
  const auto reply = subject.host.call("GET", "/drift/snapshot?lineage=b");
  CHECK(reply.status == 404);
  CHECK(reply.json == R"({"error":"no such lineage and role are watched; known: ''"})");
}

TEST_CASE("a look without news costs nothing, and a calibration is made once for a digest") {
  Subject subject;
  subject.feed_minutes(told_begin, slow_series(31, 200));
  look(subject.host);
  REQUIRE(subject.host.durable.count("calibrations drift.calibrations/3") == 1);
  const std::string kept = subject.host.durable["calibrations drift.calibrations/3"];
  subject.host.fire("look");
  subject.host.run_jobs();
  CHECK(subject.host.jobs.empty());
  CHECK(subject.host.durable["calibrations drift.calibrations/3"] == kept);
}

TEST_CASE("the last minute of a symbol that falls silent counts at a look five seconds later") {
  Subject subject;
  subject.feed_minutes(told_begin, slow_series(31, 10));
  const auto samples = [&] {
    look(subject.host);
    return snapshot(subject.host).at("windows").at("1h").at("samples").to_number<int64_t>();
  };
  CHECK(samples() == 9);
  subject.host.utc_ms += 4'000;
  CHECK(samples() == 9);
  subject.host.utc_ms += 1'001;
  CHECK(samples() == 10);
}

TEST_CASE("the file is written again when it is due, and once more at the day's end") {
  Subject subject;
  subject.feed_minutes(told_begin, slow_series(31, 10));
  look(subject.host);
  const auto files = [&] {
    std::vector<std::string> paths;
    for (const auto& record : subject.host.records)
      if (record.kind == "psi_snapshot") paths.push_back(record.path);
    return paths;
  };
  CHECK(files().size() == 1);
  subject.feed_minutes(told_begin + 10, slow_series(31, 10));
  look(subject.host);
  CHECK(files().size() == 1);
  subject.feed_minutes(told_begin + 20, slow_series(31, 20));
  look(subject.host);
  CHECK(files().size() == 2);
  subject.host.fire("daily", 0, subject.host.utc_ms);
  look(subject.host);
  CHECK(files().size() == 4);
  CHECK(files().back() == "daily/psi_snapshots/psi_2026-11-25.json");
  // A judge of a replay sees how old the figures are, not how long ago they were computed.
  for (const auto& record : subject.host.records)
    if (record.kind == "psi_snapshot")
      CHECK_THAT(record.json, Catch::Matchers::ContainsSubstring("\"at_ms\":17956"));
}
