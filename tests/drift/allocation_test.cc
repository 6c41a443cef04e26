// What drift and quality do on a worker, after an answer: it allocates nothing, whether a snapshot
// falls into a minute, opens one, or does not enter.
#include "drift/watched.h"
#include "quality/quality_rig.h"
#include "support/allocations.h"
#include "support/catch.h"

bool spark::test::counts_allocations() noexcept {
  return true;
}

using namespace spark::test;
namespace testing = spark::testing;

namespace {

constexpr int64_t step_ms = 7'000;  // eight or nine snapshots a minute
constexpr uint32_t snapshots = 2'000;

// Of the stage alone: the rig's own texts are set before.
uint64_t allocations_of(testing::StageRig& stage, uint32_t flags) {
  const uint64_t before = allocations();
  REQUIRE(stage.run(0, flags) == SPARK_OK);
  return allocations() - before;
}

// `prepare` gets the time of each snapshot: some are duplicates, disordered or probes.
template <class Prepare>
uint64_t allocations_of_snapshots(testing::StageRig& stage, const Prepare& prepare) {
  uint64_t made = 0;
  for (uint32_t i = 0; i < snapshots; ++i) {
    const int64_t ts_ms = told_begin * drift::minute_ms + i * step_ms;
    prepare(i % 10 == 8 ? ts_ms - step_ms : i % 10 == 9 ? ts_ms - 3 * step_ms : ts_ms);
    const uint64_t by_stage = allocations_of(stage, i % 10 == 7 ? SPARK_FRAME_SYNTHETIC : 0);
    if (i > 0) made += by_stage;  // a symbol's first snapshot makes room for it
  }
  return made;
}

}  // namespace

TEST_CASE("drift allocates nothing on a worker") {
  testing::FakeHost host;
  const ToldModel model("a");
  WatchedPlugin watched(host);
  testing::StageRig stage = watched.stage(model);
  const std::vector<double> row = row_of(0.5);
  stage.set("candidate.row", std::span<const double>(row)).set("candidate.score", 0.5);
  stage.set("candidate.status", int64_t{SPARK_STATUS_OK}).set("input.symbol", "BTCUSDT");
  CHECK(allocations_of_snapshots(stage, [&](int64_t ts_ms) {
          host.utc_ms = ts_ms;
          stage.set("request.utc_ms", ts_ms).set("input.snapshot.ts", ts_ms);
        }) == 0);
}

TEST_CASE("quality allocates nothing on a worker") {
  testing::FakeHost host;
  const std::string digest(64, 'a');
  const auto info = model_info("v1", digest.c_str(), "up-move", "1min", "mid");
  QualityRig quality(host, info, info);
  testing::StageRig& stage = quality.stage();
  quality.snapshot(told_begin * drift::minute_ms - 1, 45'000, 0.5, 0.5);  // sets the scores
  CHECK(allocations_of_snapshots(stage, [&](int64_t ts_ms) {
          host.event_ms = ts_ms;
          stage.set("request.utc_ms", ts_ms).set("input.snapshot.ts", ts_ms);
          stage.set("input.snapshot.mid", 45'000.0 + static_cast<double>(ts_ms % 13));
        }) == 0);
}
