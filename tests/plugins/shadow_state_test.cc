// The plugin hands its counts on, and shows those that it was given.
#include <cmath>

#include "plugins/shadow_rig.h"
#include "spark/bytes.h"
#include "support/catch.h"

using namespace spark::testing;

namespace {

struct Subject {
  explicit Subject(FakeHost& host)
      : plugin(host, load_entry(plugin_file("shadow"))), stage(host, plugin) {}

  void pair(double delta) {
    stage.set("prod.score", 0.25)
        .set("cand.status", int64_t{SPARK_STATUS_OK})
        .set("cand.score", 0.25 + delta);
    stage.run();
  }

  PluginRig plugin;
  ShadowRig stage;
};

constexpr int64_t minute = 60'000'000'000;

}  // namespace

TEST_CASE("report and gauge include what another plugin object had counted") {
  FakeHost old_host;
  Subject old(old_host);
  CHECK(old.plugin.schema() == "shadow.tallies/4");
  old.pair(0);
  old.pair(0.5);
  const std::string before = old.plugin.save();

  FakeHost host;  // as if it had been given the same clock
  Subject fresh(host);
  fresh.plugin.load(before);
  old.pair(0);
  fresh.pair(0);
  fresh.plugin.merge(before, old.plugin.save());

  const auto report = [&] { return host.call("GET", "/shadow/metrics").json; };
  CHECK(
      report().find(R"({"match_rate":0.75,"match_rate_10m":0.75,"total_predictions":4,"matches":3,)"
                    R"("mismatches":1,"errors":0,)") == 0);
  CHECK(host.value("ml_shadow_match_rate") == 0.75);

  host.now_ns = 11 * minute;  // the clock that buckets are judged by is the host's
  CHECK(std::isnan(host.value("ml_shadow_match_rate")));
  fresh.plugin.load(before);
  CHECK(report().find(R"({"match_rate":0.5,"match_rate_10m":null,"total_predictions":2,)") == 0);
}

TEST_CASE("state that is none is refused by the plugin") {
  FakeHost host;
  Subject subject(host);
  CHECK_THROWS_AS(subject.plugin.load("garbage"), Refusal);
  const auto load = [&](const std::string& tallies, const std::string& windows) {
    spark::ByteWriter all;
    all.bytes(tallies);
    all.bytes(windows);
    subject.plugin.load(all.text());
  };
  const std::string none(8, '\0');
  CHECK_THROWS_WITH(load(std::string(32, '\xff'), none),
                    "tallies: 18446744073709551615 lineages are none");
  spark::ByteWriter one;
  one.u64(1);
  one.bytes("");
  one.bytes(std::string(32, '\xff'));
  CHECK_THROWS_WITH(load(one.text(), none), "tallies: a total of 18446744073709551615 is none");
  CHECK_THROWS_WITH(load(none, std::string(8, '\xff')),
                    "windows: 18446744073709551615 pairs are none");
}

TEST_CASE("plugins that gather nothing hand nothing on") {
  for (const char* id : {"baseline", "ml-model"}) {
    FakeHost host;
    const PluginRig plugin(host, load_entry(plugin_file(id)));
    CHECK_THROWS_WITH(plugin.schema(), "it has no state");
  }
}
