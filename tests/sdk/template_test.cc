// The template is a plugin like any other.
#include <cmath>
#include <string>

#include "plugins/elf_file.h"
#include "spark/testing/rig.h"
#include "support/catch.h"

using namespace spark::testing;

TEST_CASE("the template exports its entry and nothing else") {
  const auto symbols = ElfFile(TEMPLATE_PLUGIN).exported();
  REQUIRE(symbols.size() == 1);
  CHECK(symbols[0].name == "spark_entry");
}

TEST_CASE("the template scores, and takes its setting") {
  FakeHost host;
  host.withheld = {SPARK_EXT_LOG, SPARK_EXT_METRICS};  // it needs nothing
  PluginRig plugin(host, load_entry(TEMPLATE_PLUGIN));
  CHECK(std::abs(plugin.model().predict({{60, 10}})[0].score - 0.59) < 1e-12);
  const ModelRig steep = plugin.model([](Settings& with) { with.set("lean", 1.0); });
  CHECK(steep.predict({{60, 10}})[0].score == 1.0);
  CHECK_THROWS_WITH(plugin.stage("any"), "no stage type 'any'");
}
