// Which alerts refuse a start, and abort a canary when they begin to fire; and what the clock
// refuses.
#include "canary_rig.h"
#include "support/catch.h"

using namespace spark::test;
using Catch::Matchers::ContainsSubstring;

namespace {

struct Subject {
  Subject() {
    rig.act();
    rig.run(2, 20, [](int) { return BothAnswers(); });
  }
  // As the host tells of it; `about` is pipeline, model and digest.
  void fire(const std::string& alert, const char* severity, const std::string& about = "  ",
            int64_t since_ms = 0) {
    const std::string name = "alert." + alert + " " + about;
    host.facts[name] = 2;
    host.fact_details[name] = {severity, 0, since_ms == 0 ? host.utc_ms : since_ms, host.utc_ms,
                               host.utc_ms};
  }
  FakeHost::Reply start(const char* mode = "observe-only") {
    return rig.post(std::string("start?plan=full&mode=") + mode);
  }
  std::string state_after_a_tick() {
    host.advance(500);
    rig.settle();
    return rig.state();
  }

  FakeHost host;
  ToldPair told{host};
  CanaryRig rig{host};
};

}  // namespace

TEST_CASE("a critical alert of the host refuses a start, and fails the preflight") {
  Subject subject;
  subject.fire("recorder-stuck", "critical");
  const auto refused = subject.start();
  CHECK(refused.status == 409);
  CHECK_THAT(refused.json, ContainsSubstring("recorder-stuck fires"));
  CHECK_THAT(subject.rig.post("preflight").json, ContainsSubstring("\"pass\":false"));
  subject.host.facts.clear();
  CHECK(subject.start().status == 200);
}

TEST_CASE("a critical alert that begins to fire aborts a canary that names no alerts") {
  Subject subject;
  REQUIRE(subject.start().status == 200);
  CHECK(subject.state_after_a_tick() == "running");
  subject.fire("recorder-stuck", "critical");
  CHECK(subject.state_after_a_tick() == "aborted");
}

TEST_CASE(
    "alerts of less severity, of PSI, of another lineage, or of another artefact do neither") {
  Subject subject;
  subject.fire("disk-low", "warning");
  subject.fire("psi-severe", "critical", " candidate ");
  subject.fire("match-critical", "critical", "other candidate ");
  subject.fire("model-errors", "critical", " candidate " + std::string(64, 'c'));
  CHECK(subject.start().status == 200);
  subject.fire("predict-vol-errors", "critical", "other  ");
  CHECK(subject.state_after_a_tick() == "running");
}

TEST_CASE("an alert that fired before the run began aborts nothing") {
  Subject subject;
  REQUIRE(subject.start().status == 200);
  subject.fire("named-by-a-reload", "critical", "  ", subject.host.utc_ms - 60'000);
  CHECK(subject.state_after_a_tick() == "running");
}

TEST_CASE("recorded data that drive the time refuse live, and the status says whose time it is") {
  Subject subject;
  CHECK_THAT(subject.host.call("GET", "/canary/status").json,
             ContainsSubstring("\"clock\":\"wall\""));
  subject.host.event_ms = subject.host.utc_ms - 86'400'000;
  CHECK_THAT(subject.host.call("GET", "/canary/status").json,
             ContainsSubstring("\"clock\":\"event\""));
  const auto refused = subject.start("live");
  CHECK(refused.status == 409);
  CHECK_THAT(refused.json, ContainsSubstring("use mode=observe-only"));
  CHECK(subject.start().status == 200);
}

TEST_CASE("a live canary that was paused is not resumed on recorded data's time") {
  Subject subject;
  REQUIRE(subject.start("live").status == 200);
  subject.rig.settle();
  subject.rig.post("pause", "");
  subject.rig.settle();
  subject.host.event_ms = subject.host.utc_ms + 5'000;
  CHECK(subject.rig.post("resume").status == 409);
  subject.host.event_ms = 0;
  CHECK(subject.rig.post("resume").status == 200);
}
