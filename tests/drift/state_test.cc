// What stays: over a restart from the disk, over an exchange from the object before.
#include <thread>

#include "drift/watched.h"
#include "support/catch.h"

using namespace spark::test;
using namespace spark::testing;
namespace json = boost::json;

namespace {

constexpr int64_t week = 7 * 1'440;

// An artefact and a model that serves, for several plugin objects.
struct Served {
  explicit Served(FakeHost& host) : model("1") {
    write_reference(folder.path(), 6);
    serve(host, model, folder.path());
  }
  TemporaryFolder folder;
  ToldModel model;
};

void feed_minutes(FakeHost& host, StageRig& stage, int64_t from, const std::vector<double>& a) {
  for (size_t i = 0; i < a.size(); ++i) send(host, stage, from + static_cast<int64_t>(i), a[i]);
}

// The timer, at its next time by the machine's clock.
void keep(FakeHost& host) {
  host.now_ns += 5'000'000'000;
  host.fire("keep");
}

// What does not depend on when it was asked.
json::object figures(FakeHost& host) {
  json::object found = snapshot(host).as_object();
  found.erase("timestamp");
  return found;
}

}  // namespace

TEST_CASE("windows, alarms and trend come back from the disk after a crash") {
  FakeHost host;
  const Served served(host);
  auto moved = slow_series(41, week);
  for (size_t i = 5'000; i < moved.size(); ++i) moved[i] += 2;
  json::object before;
  {
    WatchedPlugin first(host);
    StageRig stage = first.stage(served.model);
    first.plugin.act();
    feed_minutes(host, stage, told_begin, moved);
    look(host);
    keep(host);
    before = figures(host);
    before.erase("snapshots");  // counts are of a start
    CHECK(before.at("features").at("a").at("alarm").at("alarms").as_int64() > 0);
  }  // killed: no rest
  FakeHost again;
  go_on(again, host);
  WatchedPlugin second(again);
  StageRig stage = second.stage(served.model);
  second.plugin.act();
  look(again);
  auto after = figures(again);
  after.erase("snapshots");
  CHECK(after == before);
  for (const auto& record : again.records) CHECK(record.kind == "psi_snapshot");  // no alarm twice
}

TEST_CASE("minutes that are closed are put by blocks, and only what changed") {
  FakeHost host;
  const Served served(host);
  WatchedPlugin plugin(host);
  StageRig stage = plugin.stage(served.model);
  plugin.plugin.act();
  feed_minutes(host, stage, told_begin, slow_series(42, 1'000));
  keep(host);
  const auto kept = host.durable;
  CHECK(kept.size() >= 4);
  CHECK(kept.size() <= 6);
  for (const auto& [key, bytes] : kept) CHECK(bytes.size() <= SPARK_DURABLE_BYTES_MAX);
  keep(host);
  CHECK(host.durable == kept);
  send(host, stage, told_begin + 1'000, 0);
  keep(host);
  size_t changed = 0;
  for (const auto& [key, bytes] : host.durable) changed += kept.at(key) != bytes ? 1 : 0;
  CHECK(changed == 1);
}

TEST_CASE("a damaged block is left out, and the others come back") {
  FakeHost host;
  const Served served(host);
  {
    WatchedPlugin first(host);
    StageRig stage = first.stage(served.model);
    first.plugin.act();
    feed_minutes(host, stage, told_begin, slow_series(42, 1'000));
    keep(host);
  }
  bool is_first = true;
  for (auto& [key, bytes] : host.durable)
    if (key[0] == 'm' && std::exchange(is_first, false)) bytes.resize(bytes.size() / 2);
  FakeHost again;
  go_on(again, host);
  WatchedPlugin second(again);
  StageRig stage = second.stage(served.model);
  second.plugin.act();
  look(again);
  const auto samples = snapshot(again).at("features").at("a").at("samples").as_int64();
  CHECK(samples >= 600);
  CHECK(samples < 999);
  CHECK(std::count_if(again.log.begin(), again.log.end(), [](const std::string& line) {
          return line.find("on the disk is left out") != std::string::npos;
        }) == 1);
}

TEST_CASE("an exchange loses no count: what comes between two saves is merged") {
  FakeHost host;
  const Served served(host);
  WatchedPlugin old(host);
  StageRig old_stage = old.stage(served.model);
  old.plugin.act();
  feed_minutes(host, old_stage, told_begin, slow_series(43, 500));
  look(host);

  old.plugin.rest();
  const std::string before = old.plugin.save();
  FakeHost next;
  go_on(next, host);
  WatchedPlugin fresh(next);
  fresh.plugin.load(before);
  StageRig stage = fresh.stage(served.model);
  send(host, old_stage, told_begin + 500, 1);  // its worker has not let go yet
  send(host, old_stage, told_begin + 501, 1);
  fresh.plugin.act();
  send(next, stage, told_begin + 502, 2);
  send(next, stage, told_begin + 503, 2);
  fresh.plugin.merge(before, old.plugin.save());
  look(next);
  const auto found = snapshot(next);
  CHECK(found.at("features").at("a").at("samples").as_int64() == 503);
  CHECK(found.at("snapshots").at("opened").as_int64() == 504);
}

TEST_CASE("state that is none is refused, and leaves the object as it was") {
  FakeHost host;
  const Served served(host);
  WatchedPlugin plugin(host);
  CHECK(plugin.plugin.schema() == "drift.tracks/1");
  StageRig stage = plugin.stage(served.model);
  plugin.plugin.act();
  feed_minutes(host, stage, told_begin, slow_series(44, 50));
  const std::string bytes = plugin.plugin.save();
  for (size_t size = 0; size < bytes.size(); size += bytes.size() / 40)
    CHECK_THROWS_AS(plugin.plugin.load(bytes.substr(0, size)), Refusal);
  CHECK_THROWS_AS(plugin.plugin.load(std::string(64, '\xff')), Refusal);
  CHECK_THROWS_AS(plugin.plugin.merge(bytes, "x"), Refusal);
  CHECK(plugin.plugin.save() == bytes);
}

TEST_CASE("workers write while others look, keep and hand over") {
  FakeHost host;
  const Served served(host);
  WatchedPlugin plugin(host);
  StageRig stage = plugin.stage(served.model);
  plugin.plugin.act();
  send(host, stage, told_begin, 0);
  const int64_t host_ms = host.utc_ms += 5'000 * drift::minute_ms;
  std::thread worker([&] {
    const std::vector<double> row = row_of(0.5);
    for (int64_t i = 1; i < 5'000; ++i) {
      stage.set("candidate.row", std::span<const double>(row))
          .set("input.snapshot.ts", (told_begin + i) * drift::minute_ms)
          .set("request.utc_ms", host_ms);
      stage.run();
    }
  });
  for (int round = 0; round < 5; ++round) {
    look(host);
    keep(host);
    static_cast<void>(plugin.plugin.save());
  }
  worker.join();
  look(host);
  CHECK(snapshot(host).at("snapshots").at("opened").as_int64() == 5'000);
}
