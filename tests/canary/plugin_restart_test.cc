// The plugin over restarts of the host, and exchanges of its object.
#include "canary_rig.h"
#include "support/catch.h"

using namespace spark::test;

namespace {

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

TEST_CASE("an exchange of plugin objects goes on with the run") {
  FakeHost before;
  const ToldPair told_before(before);
  CanaryRig rig(before);
  rig.act();
  rig.run(2, 20, fine);
  rig.post("start?mode=live");
  rig.run(60, 20, fine);
  const std::string saved = rig.plugin.save();

  FakeHost host;
  const ToldPair told(host);
  host.flags["weight"] = before.flags.at("weight");
  CanaryRig next(host);
  next.plugin.load(saved);
  next.act();
  CHECK(next.state() == "running");
  CHECK(next.weight() == 50'001);
  CHECK(host.pins.size() == 2);
}
