// The guide's plugin that outlives its requests, driven call by call.
#include "spark/testing/rig.h"
#include "support/catch.h"

using namespace spark::testing;

TEST_CASE("the guide's watch measures again only when it has taken the last measurement") {
  FakeHost host;
  PluginRig plugin{host, load_entry(WATCH_PLUGIN)};
  plugin.act();
  host.fire("look");
  host.fire("look");
  CHECK(host.jobs.size() == 1);
  host.run_jobs();
  host.fire("look");
  CHECK(host.jobs.size() == 1);
}
