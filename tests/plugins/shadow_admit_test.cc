// The off switch and even sampling.
#include <cmath>
#include <vector>

#include "plugins/plugin_file.h"
#include "spark/testing/rig.h"
#include "support/catch.h"

using namespace spark::testing;

namespace {

struct Fixture {
  FakeHost host;

  int selected(StageRig& stage, int requests, uint32_t worker = 0) {
    int out = 0;
    for (int i = 0; i < requests; ++i) {
      REQUIRE(stage.run(worker) == SPARK_OK);
      out += stage.boolean("selected") ? 1 : 0;
    }
    return out;
  }
  PluginRig shadow(double sample) {
    return {host, load_entry(plugin_file("shadow")),
            [=](Settings& with) { with.set("sample", sample); }};
  }
};

}  // namespace

TEST_CASE_METHOD(Fixture, "the sample is exact and even") {
  const auto [sample, of_a_thousand] = GENERATE(table<double, int>({{1.0, 1000},
                                                                    {0.5, 500},
                                                                    {0.7, 700},
                                                                    {0.3, 300},
                                                                    {0.25, 250},
                                                                    {0.1, 100},
                                                                    {0.01, 10},
                                                                    {0.0, 0}}));
  CAPTURE(sample);
  PluginRig plugin = shadow(sample);
  StageRig admit = plugin.stage("admit");
  int total = 0;
  for (int hundred = 0; hundred < 10; ++hundred) {
    const int now = selected(admit, 100);
    CHECK(std::abs(now - sample * 100) <= 1);
    total += now;
  }
  CHECK(std::abs(total - of_a_thousand) <= 1);
}

TEST_CASE_METHOD(Fixture, "workers sample by themselves") {
  PluginRig plugin = shadow(0.5);
  StageRig admit = plugin.stage("admit");
  // Taking turns, a shared accumulator would give one worker everything and the other nothing.
  int first = 0, second = 0;
  for (int i = 0; i < 100; ++i) {
    first += selected(admit, 1, 0);
    second += selected(admit, 1, 1);
  }
  CHECK(first == 50);
  CHECK(second == 50);
}

TEST_CASE_METHOD(Fixture, "disabled, nobody is selected") {
  PluginRig plugin = shadow(1.0);
  StageRig admit = plugin.stage("admit");
  REQUIRE(host.flags.at("enabled").value == 1);
  REQUIRE(host.flags.at("enabled").safe == 0);
  CHECK(selected(admit, 10) == 10);
  host.flags.at("enabled").value = 0;
  CHECK(selected(admit, 10) == 0);
  host.flags.at("enabled").value = 1;
  CHECK(selected(admit, 10) == 10);
}

TEST_CASE_METHOD(Fixture, "selected is declared never null") {
  PluginRig plugin = shadow(1.0);
  const StageRig admit = plugin.stage("admit");
  REQUIRE(admit.raw()->output_count == 1);
  CHECK(admit.raw()->outputs[0]->flags == SPARK_SLOT_NEVER_NULL);
}
