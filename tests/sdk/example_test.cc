// The example of the guide does what the guide says.
#include <cmath>
#include <string>

#include "plugins/elf_file.h"
#include "spark/testing/rig.h"
#include "support/catch.h"

using namespace spark::testing;

namespace {

struct Fixture {
  FakeHost host;
  PluginRig plugin{host, load_entry(EXAMPLE_PLUGIN)};

  StageRig spread() {
    return plugin.stage("spread", [](Settings& with) {
      with.set("bid", "in.bid").set("ask", "in.ask").set("wide_bp", 5.0);
    });
  }
  [[nodiscard]] std::string totals() { return host.call("GET", "/x/wide-spread/totals").json; }
};

int32_t run(StageRig& stage, double bid, double ask, uint32_t flags = 0) {
  return stage.set("in.bid", bid).set("in.ask", ask).run(0, flags);
}

}  // namespace

TEST_CASE("the example exports its entry and nothing else") {
  const auto symbols = ElfFile(EXAMPLE_PLUGIN).exported();
  REQUIRE(symbols.size() == 1);
  CHECK(symbols[0].name == "spark_entry");
}

TEST_CASE_METHOD(Fixture, "the example tells wide quotes from narrow ones, and counts them") {
  StageRig stage = spread();
  CHECK(run(stage, 99.9, 100.1) == SPARK_OK);
  CHECK(std::abs(stage.f64("spread_bp") - 20) < 1e-9);
  CHECK(stage.boolean("wide"));
  CHECK(run(stage, 99.99, 100.01) == SPARK_OK);
  CHECK_FALSE(stage.boolean("wide"));
  CHECK(run(stage, 99.9, 100.1, SPARK_FRAME_SYNTHETIC) == SPARK_OK);  // not counted
  CHECK(totals() == R"({"enabled":true,"quotes":2,"wide":1})");
  CHECK(host.value("wide_spread_wide_total") == 1);
  CHECK(host.value("wide_spread_share") == 0.5);
}

TEST_CASE_METHOD(Fixture, "the example refuses quotes that are none") {
  StageRig stage = spread();
  CHECK(run(stage, 100.1, 99.9) == SPARK_E_INVALID);
  CHECK(run(stage, 0, 1) == SPARK_E_INVALID);
  CHECK(stage.set("in.bid", 1.0).set_null("in.ask").run() == SPARK_E_NOT_READY);
  CHECK(std::isnan(host.value("wide_spread_share")));
}

TEST_CASE_METHOD(
    Fixture, "the example's switch stops it with the next request, and a risky route ends that") {
  StageRig stage = spread();
  CHECK(host.call("POST", "/x/wide-spread/disable").status == 200);
  CHECK(run(stage, 99.9, 100.1) == SPARK_OK);
  CHECK(stage.null("spread_bp"));
  CHECK(host.call("POST", "/x/wide-spread/enable").status == 200);
  CHECK(run(stage, 99.9, 100.1) == SPARK_OK);
  CHECK(stage.boolean("wide"));
  CHECK(host.log == std::vector<std::string>{"1 watching again"});
}

TEST_CASE_METHOD(Fixture, "the example's totals go on in the object that takes its place") {
  StageRig stage = spread();
  run(stage, 99.9, 100.1);
  const std::string before = plugin.save();
  run(stage, 99.99, 100.01);

  FakeHost next_host;
  PluginRig next(next_host, load_entry(EXAMPLE_PLUGIN));
  next.load(before);
  next.merge(before, plugin.save());
  CHECK(next_host.call("GET", "/x/wide-spread/totals").json ==
        R"({"enabled":true,"quotes":2,"wide":1})");
  CHECK_THROWS_AS(next.load(before + "x"), Refusal);
  CHECK_THROWS_AS(next.load(std::string(8, '\0') + before.substr(0, 8)), Refusal);
}

TEST_CASE_METHOD(Fixture, "the example's totals outlive the host, as far as they were kept") {
  StageRig stage = spread();
  plugin.act();
  run(stage, 99.9, 100.1);
  host.fire("keep");
  run(stage, 99.9, 100.1);

  FakeHost restarted;
  restarted.durable = host.durable;
  PluginRig again(restarted, load_entry(EXAMPLE_PLUGIN));
  const auto totals_of = [](FakeHost& of) { return of.call("GET", "/x/wide-spread/totals").json; };
  CHECK(totals_of(restarted) == R"({"enabled":true,"quotes":0,"wide":0})");
  again.act();
  CHECK(totals_of(restarted) == R"({"enabled":true,"quotes":1,"wide":1})");

  plugin.rest();
  CHECK(host.durable.begin()->second == "2 2");
  for (const char* damaged : {"", "x", "1 2", "7"}) {
    FakeHost other;
    other.durable = {{host.durable.begin()->first, damaged}};
    PluginRig fresh(other, load_entry(EXAMPLE_PLUGIN));
    fresh.act();
    CHECK(totals_of(other) == R"({"enabled":true,"quotes":0,"wide":0})");
    CHECK(other.log.size() == 1);
  }
}

TEST_CASE_METHOD(Fixture, "the example's model is what its artefact says") {
  const ModelRig model = plugin.model({}, EXAMPLE_DIR "/models/linear-v1");
  CHECK(std::string(model.info().version) == "linear-v1");
  REQUIRE(model.info().dimension == 2);
  CHECK(std::string(model.info().features[0]) == "spread_bp");
  CHECK(std::abs(model.predict({{20, 0.5}})[0].score - 0.5) < 1e-12);
  CHECK_THROWS_WITH(plugin.model(), "it needs an artefact");
  CHECK_THROWS_WITH(plugin.model({}, EXAMPLE_DIR),
                    "weights.txt: expected a version, then lines of a feature and its weight");
}
