// The plugin, loaded as a host does, against a host in memory: `ctest --test-dir build`.
#include "spark/testing/catch.h"
#include "spark/testing/rig.h"

using namespace spark::testing;

TEST_CASE("a high RSI leans upwards, a wide spread downwards") {
  FakeHost host;
  PluginRig plugin(host, load_entry(SPARK_PLUGIN_FILE));
  const ModelRig model = plugin.model([](Settings& with) { with.set("lean", 0.02); });
  const auto scores = model.predict({{50, 0}, {60, 0}, {60, 10}});
  CHECK(scores[0].score == 0.5);
  CHECK(scores[1].score == Approx(0.7));
  CHECK(scores[2].score == Approx(0.69));
}
