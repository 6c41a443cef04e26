// Feature set v1.8 from a snapshot.
#include <cmath>
#include <limits>
#include <vector>

#include "plugins/plugin_file.h"
#include "spark/testing/rig.h"
#include "support/catch.h"

using namespace spark::testing;

namespace {

struct Fixture {
  FakeHost host;
  PluginRig plugin{host, load_entry(plugin_file("features")),
                   [](Settings& with) { with.list("sets", {"v1.8"}); }};
  StageRig stage =
      plugin.stage("snapshot", [](Settings& with) { with.set("snapshot", "input.s"); });

  void snapshot(double mid, double spread_bp, double vol1m, double rsi14) {
    stage.set("input.s.mid", mid).set("input.s.spreadBp", spread_bp);
    stage.set("input.s.vol1m", vol1m).set("input.s.rsi14", rsi14);
  }
  [[nodiscard]] double extractions() const { return host.value("ml_feature_extractions_total"); }
};

const std::vector<std::string> names = {"bias",      "mid_price", "spread_bp",
                                        "volume_1m", "rsi_14",    "log_volume"};

}  // namespace

TEST_CASE_METHOD(Fixture, "a snapshot becomes the features of v1.8") {
  snapshot(45000, 2, 1e6, 55);
  REQUIRE(stage.run() == SPARK_OK);
  const std::vector<double> expected = {1, 45000, 2, 1e6, 55, std::log1p(1e6)};
  for (size_t i = 0; i < names.size(); ++i) {
    CAPTURE(names[i]);
    CHECK(stage.f64(names[i]) == expected[i]);
  }
  CHECK(extractions() == 1);
}

TEST_CASE_METHOD(Fixture, "the outputs are features, in the order of the set") {
  REQUIRE(stage.raw()->output_count == names.size());
  for (size_t i = 0; i < names.size(); ++i) {
    CHECK(stage.raw()->outputs[i]->name == names[i]);
    CHECK(stage.raw()->outputs[i]->type == SPARK_F64);
    CHECK(stage.raw()->outputs[i]->flags == SPARK_SLOT_FEATURE);
  }
}

TEST_CASE_METHOD(Fixture, "the rig's host knows the schemas that the library lists") {
  REQUIRE(host.kept_schemas.has_value());
  CHECK(host.kept_schemas->contains("features.minutes/1"));
}

TEST_CASE("a stage without a key says at its start which features stay null") {
  FakeHost host;
  PluginRig plugin(host, load_entry(plugin_file("features")), [](Settings& with) {
    with.list("sets", {"v1.8", "v1.8.2"});
  });
  const auto make = [&](const char* key) {
    return plugin.stage("snapshot", [key](Settings& with) {
      with.set("snapshot", "input.s");
      if (key != nullptr) with.set("key", key);
    });
  };
  const StageRig with_key = make("input.symbol");
  CHECK(host.log.empty());
  const StageRig without = make(nullptr);
  REQUIRE(host.log.size() == 1);
  CHECK_THAT(host.log[0], Catch::Matchers::ContainsSubstring("reads input.s has no `key`") &&
                              Catch::Matchers::ContainsSubstring("stay null: ret_1m_vol, "));
}

TEST_CASE_METHOD(Fixture, "without a snapshot every feature is null, and that is no failure") {
  REQUIRE(stage.run() == SPARK_OK);
  for (const std::string& name : names) CHECK(stage.null(name));
  CHECK(extractions() == 0);
}

TEST_CASE_METHOD(Fixture, "a missing value makes null what needs it, and no more") {
  snapshot(45000, 2, 1e6, 55);
  stage.set_null("input.s.vol1m");
  REQUIRE(stage.run() == SPARK_OK);
  CHECK(stage.null("volume_1m"));
  CHECK(stage.null("log_volume"));
  CHECK(stage.f64("bias") == 1);
  CHECK(stage.f64("rsi_14") == 55);
}

TEST_CASE_METHOD(Fixture, "a snapshot of impossible values is refused, and the field named") {
  struct Case {
    double mid, spread_bp, vol1m, rsi14;
    const char* failure;  // "" where nothing is wrong
  };
  const double inf = std::numeric_limits<double>::infinity();
  const auto c = GENERATE_COPY(values<Case>({
      {45000, 0, 0, 0, ""},
      {1e-300, 1e9, 1e18, 100, ""},
      {0, 2, 3, 4, "s.mid: expected a number above 0, found 0"},
      {-1.5, 2, 3, 4, "s.mid: expected a number above 0, found -1.5"},
      {inf, 2, 3, 4, "s.mid: expected a number above 0, found inf"},
      {1, -0.1, 3, 4, "s.spreadBp: expected a number of at least 0, found -0.1"},
      {1, 2, -0.5, 4, "s.vol1m: expected a number of at least 0, found -0.5"},
      {1, 2, -inf, 4, "s.vol1m: expected a number of at least 0, found -inf"},
      {1, 2, 3, -0.1, "s.rsi14: expected a number from 0 to 100, found -0.1"},
      {1, 2, 3, 100.1, "s.rsi14: expected a number from 0 to 100, found 100.1"},
      {-1, -1, -1, -1, "s.mid: expected a number above 0, found -1"},
  }));
  snapshot(c.mid, c.spread_bp, c.vol1m, c.rsi14);
  const bool good = std::string_view(c.failure).empty();
  CHECK(stage.run() == (good ? SPARK_OK : SPARK_E_INVALID));
  CHECK(stage.failure() == c.failure);
  CHECK(extractions() == (good ? 1 : 0));
}

TEST_CASE_METHOD(Fixture, "what a snapshot leaves out is not judged") {
  snapshot(45000, 2, 1e6, 55);
  stage.set_null("input.s.mid");
  CHECK(stage.run() == SPARK_OK);
  stage.set("input.s.rsi14", 101.0);
  CHECK(stage.run() == SPARK_E_INVALID);
}

TEST_CASE("an unknown feature set is refused, naming those there are") {
  FakeHost host;
  const auto& entry = load_entry(plugin_file("features"));
  const auto with_sets = [](std::vector<std::string> sets) {
    return [sets](Settings& with) { with.list("sets", sets); };
  };
  CHECK_THROWS_WITH(PluginRig(host, entry, with_sets({"v1.8", "v9"})),
                    "sets: there is no feature set 'v9'; known: v1.8, v1.8.1, v1.8.2");
  CHECK_THROWS_WITH(PluginRig(host, entry, with_sets({})), "sets: at least one is needed");
}

TEST_CASE("a set named twice offers each feature once") {
  FakeHost host;
  PluginRig plugin(host, load_entry(plugin_file("features")), [](Settings& with) {
    with.list("sets", {"v1.8", "v1.8"});
  });
  const StageRig stage =
      plugin.stage("snapshot", [](Settings& with) { with.set("snapshot", "s"); });
  CHECK(stage.raw()->output_count == 6);
}
