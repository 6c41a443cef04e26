// The host's facts about itself.
#include "telemetry/host_facts.h"

#include <algorithm>

#include "support/catch.h"

using namespace spark;
using namespace spark::telemetry;

namespace {

constexpr int64_t start_ms = 1'795'737'600'000;

struct Rig {
  // Between the looks so many requests were counted, of which so many took up to 10 ms, and the
  // others up to 100 ms.
  void pass(int64_t ms, uint64_t fast, uint64_t slow, uint64_t errors = 0, uint64_t failures = 0) {
    reading.at.steady_ms += ms;
    reading.at.utc_ms = start_ms + reading.at.steady_ms;
    if (!reading.pipelines.empty()) {
      PipelineReading& pipeline = reading.pipelines[0];
      pipeline.requests += fast + slow;
      pipeline.errors += errors;
      pipeline.durations[0] += fast;
      pipeline.durations[1] += slow;
      pipeline.stages[0].runs += fast + slow;
      pipeline.stages[0].failures += failures;
    }
    all = facts.take(reading);
  }
  [[nodiscard]] std::optional<services::Fact> fact(const std::string& name) const {
    const auto found =
        std::find_if(all.begin(), all.end(), [&](const auto& each) { return each.name == name; });
    return found == all.end() ? std::nullopt : std::optional(*found);
  }
  // "value of samples", "absent".
  [[nodiscard]] std::string said(const std::string& name) const {
    const auto found = fact(name);
    if (!found) return "absent";
    return std::to_string(static_cast<int64_t>(found->value)) + " of " +
           std::to_string(found->samples);
  }

  static Reading first() {
    Reading reading;
    reading.at.utc_ms = start_ms;
    reading.pipelines = {{"predict", 0, 0, {0, 0, 0}, {{"candidate", 0, 0}}}};
    return reading;
  }

  HostFacts facts{{0.01, 0.1}};
  Reading reading = first();
  std::vector<services::Fact> all;
};

}  // namespace

TEST_CASE("requests, errors and stage failures are those of the window, from when it began") {
  Rig rig;
  rig.pass(0, 1'000, 0, 500);  // counted before the first look: of no window
  CHECK(rig.said("host.predict.requests.5min") == "0 of 0");
  rig.pass(5'000, 90, 10, 3, 7);
  CHECK(rig.said("host.predict.requests.5min") == "100 of 100");
  CHECK(rig.said("host.predict.errors.5min") == "3 of 100");
  CHECK(rig.said("host.predict.errors.24h") == "3 of 100");
  CHECK(rig.said("host.predict.candidate.failures.5min") == "7 of 100");
  const auto fact = rig.fact("host.predict.requests.24h");
  REQUIRE(fact);
  CHECK(fact->from_utc_ms == start_ms);
  CHECK(fact->to_utc_ms == start_ms + 5'000);
  CHECK(fact->at_utc_ms == start_ms + 5'000);
  for (int i = 0; i < 61; ++i) rig.pass(5'000, 0, 0);
  CHECK(rig.said("host.predict.requests.5min") == "0 of 0");
  CHECK(rig.said("host.predict.requests.24h") == "100 of 100");
}

TEST_CASE("the quantile of no requests is absent") {
  Rig rig;
  rig.pass(0, 0, 0);
  CHECK(rig.said("host.predict.p95_ms.5min") == "absent");
  rig.pass(5'000, 90, 10);
  CHECK(rig.said("host.predict.p95_ms.5min") == "55 of 100");  // the middle of 10 to 100 ms
  for (int i = 0; i < 61; ++i) rig.pass(5'000, 0, 0);
  CHECK(rig.said("host.predict.p95_ms.5min") == "absent");
  CHECK(rig.said("host.predict.p95_ms.24h") == "55 of 100");
}

TEST_CASE("what leaves the configuration has no facts, and begins anew when it comes back") {
  Rig rig;
  rig.pass(0, 0, 0);
  rig.pass(5'000, 10, 0);
  const PipelineReading kept = rig.reading.pipelines[0];
  rig.reading.pipelines.clear();
  rig.pass(5'000, 0, 0);
  CHECK(rig.said("host.predict.requests.5min") == "absent");
  CHECK(rig.said("host.predict.candidate.failures.5min") == "absent");
  rig.reading.pipelines = {kept};  // its series went on counting from where they were
  rig.pass(5'000, 5, 0);
  CHECK(rig.said("host.predict.requests.5min") == "0 of 0");
  CHECK(rig.fact("host.predict.requests.5min")->from_utc_ms == start_ms + 15'000);
}

TEST_CASE("a stage that is added does not end the window of its pipeline") {
  Rig rig;
  rig.pass(0, 0, 0);
  rig.pass(5'000, 10, 0);
  rig.reading.pipelines[0].stages.push_back({"shadow", 0, 0});
  rig.pass(5'000, 10, 0);
  CHECK(rig.said("host.predict.requests.5min") == "20 of 20");
  CHECK(rig.said("host.predict.shadow.failures.5min") == "0 of 0");
}

TEST_CASE("the machine's facts are of now, and a disk that was not seen is absent") {
  Rig rig;
  rig.reading.breakers = 3;
  rig.reading.breakers_open = 1;
  rig.reading.recorder_waiting = 12;
  rig.reading.recorder_busy_ms = 4'000;
  rig.reading.recorder_failed = true;
  rig.pass(0, 0, 0);
  CHECK(rig.said("host.breakers_open") == "1 of 3");
  CHECK(rig.said("host.recorder.waiting") == "12 of 0");
  CHECK(rig.said("host.recorder.busy_ms") == "4000 of 0");
  CHECK(rig.said("host.recorder.failed") == "1 of 0");
  CHECK(rig.said("host.disk.free_bytes") == "absent");
  CHECK(rig.said("host.disk.free_ratio") == "absent");
  rig.reading.disk = DiskReading{1'000, 4'000};
  rig.reading.log_dropped = 5;
  rig.reading.rows_dropped = 7;
  rig.pass(5'000, 0, 0);
  CHECK(rig.said("host.disk.free_bytes") == "1000 of 0");
  CHECK(rig.fact("host.disk.free_ratio")->value == 0.25);
  CHECK(rig.said("host.log_dropped.5min") == "5 of 0");
  CHECK(rig.said("host.rows_dropped.5min") == "7 of 0");
  CHECK(rig.said("host.rows_dropped.24h") == "7 of 0");
}
