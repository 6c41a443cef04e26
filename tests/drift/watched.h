// The drift plugin in a host in memory: a model that is watched, snapshots, looks.
#pragma once

#include <boost/json.hpp>
#include <string>
#include <vector>

#include "drift/made.h"
#include "plugins/plugin_file.h"
#include "spark/testing/rig.h"
#include "support/temporary_folder.h"

namespace spark::test {

// A model of the features a, b and c, as a host tells of it.
struct ToldModel {
  explicit ToldModel(const std::string& digest_letter,
                     std::vector<std::string> names = made_features)
      : sha256(64, digest_letter[0]), version("v-" + digest_letter), features(std::move(names)) {
    for (const std::string& each : features) pointers.push_back(each.c_str());
    info.version = version.c_str();
    info.type = "logistic";
    info.sha256 = sha256.c_str();
    info.target_event = "up-move";
    info.target_horizon = info.target_reference = "";
    info.features = pointers.data();
    info.dimension = static_cast<uint32_t>(features.size());
  }
  ToldModel(const ToldModel&) = delete;
  ToldModel& operator=(const ToldModel&) = delete;

  std::string sha256, version;
  std::vector<std::string> features;
  std::vector<const char*> pointers;
  spark_model_info info{};
};

inline constexpr int64_t told_begin = 29'926'800;  // a minute of 2026

// One plugin object; several may share a host, as in an exchange.
struct WatchedPlugin {
  explicit WatchedPlugin(testing::FakeHost& made_host)
      : host(made_host),
        plugin(made_host, testing::load_entry(testing::plugin_file("drift")),
               [](testing::Settings& with) { with.set("replicates", int64_t{2}); }) {}

  // The stage of a generation in which candidate is that model.
  testing::StageRig stage(const ToldModel& model) {
    host.models["candidate"] = &model.info;
    return plugin.stage("watch", [](testing::Settings& with) {
      with.predict("model", "candidate", "candidate", std::nullopt);
      with.set("key", "input.symbol").set("time", "input.snapshot.ts");
    });
  }

  testing::FakeHost& host;
  testing::PluginRig plugin;
};

// The model becomes the one that serves; its artefact lies in `folder`.
inline void serve(testing::FakeHost& host, const ToldModel& model,
                  const std::filesystem::path& folder) {
  auto& live = host.live_models["candidate"];
  live.insert(live.begin(),
              {.version = model.version, .sha256 = model.sha256, .folder = folder.string()});
}

// What a host's successor finds: the same disk, time and models.
inline void go_on(testing::FakeHost& host, const testing::FakeHost& before) {
  host.durable = before.durable;
  host.utc_ms = before.utc_ms;
  host.live_models = before.live_models;
}

// A snapshot in the minute's last millisecond, as a recorded bar is.
inline void send(testing::FakeHost& host, testing::StageRig& stage, int64_t minute, double a,
                 uint32_t worker = 0, uint32_t flags = 0) {
  const std::vector<double> row = row_of(a);
  const int64_t ts_ms = minute * drift::minute_ms + 59'999;
  host.utc_ms = std::max(host.utc_ms, ts_ms);
  stage.set("candidate.row", std::span<const double>(row))
      .set("candidate.score", score_of(a))
      .set("candidate.status", int64_t{SPARK_STATUS_OK})
      .set("input.symbol", "BTCUSDT")
      .set("input.snapshot.ts", ts_ms)
      .set("request.utc_ms", host.utc_ms);
  stage.run(worker, flags);
}

// The timer of looks fires, and all jobs that follow from it end.
inline void look(testing::FakeHost& host) {
  host.fire("look");
  while (!host.jobs.empty()) host.run_jobs();
  host.end_records();
}

inline boost::json::value snapshot(testing::FakeHost& host, const std::string& query = "") {
  return boost::json::parse(host.call("GET", "/drift/snapshot" + query).json);
}

}  // namespace spark::test
