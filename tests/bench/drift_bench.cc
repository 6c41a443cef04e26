// What a watched request costs its worker, after the answer: the drift plugin's stage, loaded as a
// host loads it, for a model of eight features. Snapshots of one minute, then one a minute.
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <string>
#include <vector>

#include "spark/testing/rig.h"

using namespace spark;

namespace {

constexpr int rounds = 101;
constexpr int64_t snapshots = 20'000;
constexpr size_t features = 8;

struct Model {
  Model() {
    for (size_t i = 0; i < features; ++i) names.push_back("feature_" + std::to_string(i));
    for (const std::string& each : names) pointers.push_back(each.c_str());
    info.version = "v1";
    info.type = "logistic";
    info.sha256 = "";
    info.target_event = "up-move";
    info.target_horizon = info.target_reference = "";
    info.features = pointers.data();
    info.dimension = features;
  }
  std::vector<std::string> names;
  std::vector<const char*> pointers;
  spark_model_info info{};
};

// Of this thread: others take the processor from it.
double cpu_ns() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) * 1e9 + static_cast<double>(time.tv_nsec);
}

// Nanoseconds a snapshot, with `step_ms` between two of them.
double cost_ns(testing::StageRig& stage, int64_t& ts_ms, int64_t step_ms, uint32_t flags) {
  const double began = cpu_ns();
  for (int64_t i = 0; i < snapshots; ++i) {
    ts_ms += step_ms;
    stage.set("input.snapshot.ts", ts_ms).set("request.utc_ms", ts_ms);
    stage.run(0, flags);
  }
  return (cpu_ns() - began) / static_cast<double>(snapshots);
}

}  // namespace

int main() {
  testing::FakeHost host;
  const Model model;
  host.models["candidate"] = &model.info;
  testing::PluginRig plugin(host, testing::load_entry(SPARK_PLUGIN_DIR "/drift.so"));
  testing::StageRig stage = plugin.stage("watch", [](testing::Settings& with) {
    with.predict("model", "candidate", "candidate", std::nullopt);
    with.set("key", "input.symbol").set("time", "input.snapshot.ts");
  });
  const std::vector<double> row(features, 0.5);
  stage.set("candidate.row", std::span<const double>(row)).set("candidate.score", 0.5);
  stage.set("candidate.status", int64_t{SPARK_STATUS_OK}).set("input.symbol", "BTCUSDT");
  int64_t ts_ms = 1'795'608'000'000;
  // The rig itself, and a stage that returns at once, is what a probe costs. Rounds alternate, and
  // the least of each counts: what disturbs makes it longer.
  double rig_ns = 1e9, within_ns = 1e9, opening_ns = 1e9;
  for (int round = 0; round < rounds; ++round) {
    rig_ns = std::min(rig_ns, cost_ns(stage, ts_ms, 1, SPARK_FRAME_SYNTHETIC));
    within_ns = std::min(within_ns, cost_ns(stage, ts_ms, 1, 0));
    opening_ns = std::min(opening_ns, cost_ns(stage, ts_ms, 60'000, 0));
  }
  std::printf(
      "%zu features: %.0f ns a snapshot within a minute, %.0f ns where each opens one "
      "(least of %d rounds of %lld, CPU time)\n",
      features, within_ns - rig_ns, opening_ns - rig_ns, rounds, static_cast<long long>(snapshots));
  return 0;
}
