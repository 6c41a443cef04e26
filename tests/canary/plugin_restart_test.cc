// The plugin over restarts of the host, and exchanges of its object.
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "canary_rig.h"
#include "support/catch.h"

using namespace spark::test;
namespace json = boost::json;

namespace {

json::value status_of(FakeHost& host) {
  return json::parse(host.call("GET", "/canary/status").json);
}

// Of the test of errors, which every slot adds one to.
int64_t observed(const json::value& status) {
  return status.at("evidence").at(0).at("observations").to_number<int64_t>();
}

double samples(const json::value& status) {
  return status.at("samples").to_number<double>();
}

// The host's process ended: what is in memory is gone.
void end_process(FakeHost& host) {
  host.flags.clear();
  host.timers.clear();
  host.routes.clear();
  host.pins.clear();
}

// Errs more often than the SLO allows, and no more often than the other.
BothAnswers erring(int request) {
  BothAnswers one;
  if (request % 60 == 0) one.candidate_status = SPARK_STATUS_ERROR;
  if (request % 61 == 0) one.production_status = SPARK_STATUS_ERROR;
  return one;
}

BothAnswers fine(int) {
  return {};
}

}  // namespace

TEST_CASE("a host that comes back holds the canary at the last safe share") {
  FakeHost host;
  const ToldPair told(host);
  {
    CanaryRig rig(host);
    rig.act();
    rig.run(2, 20, fine);
    rig.post("start?mode=live");
    rig.run(35 * 60, 20, fine);
    CHECK(rig.weight() == 100'001);
  }
  host.flags.clear();
  host.timers.clear();
  host.routes.clear();
  host.pins.clear();
  CanaryRig rig(host);
  rig.act();
  CHECK(rig.state() == "held");
  CHECK(rig.weight() == 50'001);
  CHECK(host.pins.size() == 2);
  rig.settle();
  CHECK(rig.post("resume").status == 200);
  rig.settle();
  CHECK(rig.weight() == 100'001);
}

TEST_CASE("a host that ends in mid-phase comes back with the evidence and the samples") {
  const bool is_asked = GENERATE(true, false);
  const bool is_paused = GENERATE(true, false);
  CAPTURE(is_asked, is_paused);
  FakeHost host;
  const ToldPair told(host);
  json::value before;
  {
    CanaryRig rig(host);
    rig.act();
    rig.run(2, 20, fine);
    rig.post("start?mode=live");
    rig.run(12 * 60, 20, erring);
    if (is_paused) rig.post("pause", "");
    rig.settle();
    before = status_of(host);
    REQUIRE(before.at("state").as_string() == (is_paused ? "paused" : "running"));
    if (is_asked) rig.plugin.rest();
  }
  end_process(host);
  CanaryRig rig(host);
  rig.act();
  const json::value after = status_of(host);
  CHECK(after.at("hold").as_string() == (is_paused ? "" : "restarted"));
  CHECK(after.at("weight").to_number<double>() == 0);
  CHECK(after.at("run_id") == before.at("run_id"));
  REQUIRE(observed(before) > 200);
  if (is_asked || is_paused) {
    CHECK(json::serialize(after.at("evidence")) == json::serialize(before.at("evidence")));
    CHECK(after.at("samples") == before.at("samples"));
    CHECK(after.at("p95_ms") == before.at("p95_ms"));
    CHECK(after.at("minutes") == before.at("minutes"));
  } else {
    // What came since the counts were put last.
    CHECK(observed(after) > observed(before) - 12);
    CHECK(samples(after) > 0.95 * samples(before));
    CHECK(after.at("minutes").to_number<double>() > 11.8);
  }
  rig.settle();
  REQUIRE(rig.post("resume").status == 200);
  rig.run(60, 20, erring);
  CHECK(rig.state() == "running");
  CHECK(observed(status_of(host)) > observed(after) + 10);
  CHECK(samples(status_of(host)) > samples(after));
}

TEST_CASE("a canary under which the host keeps crashing is ended, and what it names with it") {
  FakeHost host;
  const ToldPair told(host);
  host.flags["shadow.enabled"] = {1, 0, false};
  const auto named = [](Settings& with) { with.list("also_safe", {"shadow.enabled"}); };
  const auto come_back = [&] {
    host.flags["canary.weight"] = {1, 0, false};
    host.timers.clear();
    host.routes.clear();
    host.pins.clear();
  };
  {
    CanaryRig rig(host, named);
    rig.act();
    rig.run(2, 20, fine);
    rig.post("start?mode=live");
    rig.settle();
  }
  come_back();
  {
    CanaryRig rig(host, named);
    rig.act();
    CHECK(rig.state() == "held");
    rig.settle();
    CHECK(host.flags.at("shadow.enabled").value == 1);
  }
  come_back();
  CanaryRig rig(host, named);
  rig.act();
  rig.settle();
  CHECK(rig.state() == "aborted");
  CHECK(rig.weight() == 0);
  CHECK(host.flags.at("shadow.enabled").value == 0);
}

TEST_CASE("a state that the chain does not vouch for is not believed") {
  FakeHost host;
  const ToldPair told(host);
  {
    CanaryRig rig(host);
    rig.act();
    rig.run(2, 20, fine);
    rig.post("start?mode=live");
    rig.settle();
  }
  host.flags.clear();
  host.timers.clear();
  host.routes.clear();
  host.disagreeing.insert("state canary.state/1");
  CanaryRig rig(host);
  rig.act();
  CHECK(rig.state() == "failed");
  CHECK(rig.weight() == 0);
}

TEST_CASE("recent pairs outlive a restart and an exchange, and are of the models that serve") {
  FakeHost host;
  const ToldPair told(host);
  const bool is_killed = GENERATE(true, false);
  const auto passes = [&](CanaryRig& rig) {
    return json::parse(rig.post("preflight").json).at("pass").as_bool();
  };
  {
    CanaryRig rig(host);
    rig.act();
    rig.run(125, 20, fine);
    CHECK(passes(rig));
    if (!is_killed) rig.plugin.rest();
  }
  end_process(host);
  const int64_t then_ms = host.utc_ms;
  {
    CanaryRig rig(host);
    host.utc_ms = then_ms;
    rig.act();
    host.advance(1'000);
    CHECK(passes(rig));
    host.advance(2'000);
    CHECK(json::parse(rig.post("dry-run").json)
              .at("results")
              .at(0)
              .at("metrics")
              .at("pairs")
              .to_number<int>() > (is_killed ? 2'000 : 2'400));
    rig.plugin.rest();
  }
  end_process(host);
  CanaryRig rig(host);
  host.utc_ms = then_ms;
  host.live_models["candidate"] = {{.version = "v3", .sha256 = std::string(64, 'c')}};
  rig.act();
  host.advance(3'000);
  CHECK_FALSE(passes(rig));
}

TEST_CASE("an exchange of plugin objects goes on with the run") {
  FakeHost before;
  const ToldPair told_before(before);
  CanaryRig rig(before);
  rig.act();
  rig.run(2, 20, fine);
  rig.post("start?mode=live");
  rig.run(60, 20, fine);
  const json::value p95_ms = status_of(before).at("p95_ms");
  REQUIRE(p95_ms.is_number());
  const std::string saved = rig.plugin.save();
  rig.plugin.rest();

  FakeHost host;
  const ToldPair told(host);
  host.flags["weight"] = before.flags.at("weight");
  host.durable = before.durable;
  CanaryRig next(host);
  next.plugin.load(saved);
  next.act();
  CHECK(next.state() == "running");
  CHECK(next.weight() == 50'001);
  CHECK(host.pins.size() == 2);
  CHECK(status_of(host).at("p95_ms") == p95_ms);
}
