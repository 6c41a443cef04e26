// What alerts about a canary ask, as facts: there while it goes on, and at no other time.
#include "canary_rig.h"
#include "support/catch.h"

using namespace spark::test;

TEST_CASE("alerts about a canary have their facts while it goes on, and not before or after") {
  FakeHost host;
  const ToldPair told_pair(host);
  CanaryRig rig(host);
  rig.act();
  const std::string about = "  candidate " + told_pair.digests[1];
  const std::string told = "recent.match_rate_5min" + about;
  host.facts["shadow.recent.match_rate_5min" + about] = 0.5;
  host.facts["drift.psi.overall" + about] = 0.25;
  host.advance(500);
  CHECK_FALSE(host.facts.contains(told));
  rig.run(2, 20, [](int) { return BothAnswers{}; });
  REQUIRE(rig.post("start?plan=full&mode=observe-only").status == 200);
  rig.settle();
  host.advance(500);
  REQUIRE(host.facts.contains(told));
  CHECK(host.facts.at(told) == 0.5);
  CHECK(host.facts.at("psi.overall" + about) == 0.25);
  CHECK_FALSE(host.facts.contains("recent.p95_ms_10min" + about));
  // What the other plugin takes back is taken back, and so is what it said long ago.
  host.facts.erase("drift.psi.overall" + about);
  host.fact_details["shadow.recent.match_rate_5min" + about].at_utc_ms =
      host.utc_ms - 3 * 3'600'000;
  host.advance(500);
  CHECK_FALSE(host.facts.contains("psi.overall" + about));
  CHECK_FALSE(host.facts.contains(told));
  host.fact_details.erase("shadow.recent.match_rate_5min" + about);
  host.advance(500);
  CHECK(host.facts.contains(told));
  rig.post("abort", "");
  rig.settle();
  host.advance(500);
  CHECK_FALSE(host.facts.contains(told));
}
