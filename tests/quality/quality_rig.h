// The plugin with one stage, against a host in memory: minutes in, figures out.
#pragma once

#include <algorithm>
#include <boost/json/value.hpp>
#include <cmath>
#include <deque>
#include <optional>
#include <string>

#include "plugins/plugin_file.h"
#include "spark/testing/rig.h"
#include "spark/tool/json.h"
#include "support/catch.h"

namespace spark::test {

inline constexpr int64_t rig_start_ms = 1'709'510'400'000;

// A model as the host describes it; its texts must outlive the host.
inline spark_model_info model_info(const char* version, const char* sha256, const char* event,
                                   const char* horizon, const char* reference,
                                   uint32_t kind = SPARK_MODEL_PROBABILITY) {
  spark_model_info info{};
  info.version = version;
  info.type = "logistic";
  info.kind = kind;
  info.sha256 = sha256;
  info.target_event = event;
  info.target_horizon = horizon;
  info.target_reference = reference;
  return info;
}

class QualityRig {
 public:
  QualityRig(testing::FakeHost& host, const spark_model_info& production,
             const spark_model_info& candidate)
      : host_(host), plugin_(host, testing::load_entry(testing::plugin_file("quality"))) {
    set_model("production", production);
    swap(candidate);
  }

  // Makes the stage anew with another candidate, as a swap does.
  void swap(const spark_model_info& candidate) {
    set_model("candidate", candidate);
    stage_.emplace(plugin_.stage("remember", [](testing::Settings& with) {
      with.predict("production", "prod", "production", std::nullopt);
      with.predict("candidate", "cand", "candidate", std::nullopt);
      with.set("snapshot", "input.snapshot").set("key", "input.symbol");
    }));
    stage_->set("input.symbol", "BTCUSDT");
  }

  // One snapshot; a score of NaN: none.
  void snapshot(int64_t ts_ms, double mid, double production, double candidate,
                uint32_t frame_flags = 0) {
    host_.event_ms = std::max(host_.event_ms, ts_ms);
    stage_->set("request.utc_ms", ts_ms)
        .set("input.snapshot.ts", ts_ms)
        .set("input.snapshot.mid", mid);
    score("prod", production);
    score("cand", candidate);
    REQUIRE(stage_->run(0, frame_flags) == SPARK_OK);
  }
  testing::StageRig& stage() { return *stage_; }
  testing::PluginRig& plugin() { return plugin_; }

  // What GET /quality answers.
  boost::json::value report(const std::string& query = "") {
    const auto direct = host_.call("GET", "/quality" + query);
    if (direct.status != 0) return parsed(direct.json);
    host_.run_jobs();
    const std::string json = host_.kept.rbegin()->second.json;
    return parsed(json);
  }

 private:
  static boost::json::value parsed(const std::string& json) {
    return tool::parse_json(json, "GET /quality").value();
  }
  void set_model(const std::string& name, const spark_model_info& info) {
    models_.push_back(info);
    host_.models[name] = &models_.back();
    testing::FakeHost::LiveModel live;
    live.version = info.version;
    live.sha256 = info.sha256;
    auto& all = host_.live_models[name];
    all.insert(all.begin(), live);
  }
  void score(const std::string& of, double value) {
    const bool is_there = !std::isnan(value);
    stage_->set(of + ".status", int64_t{is_there ? SPARK_STATUS_OK : SPARK_STATUS_NOT_READY});
    is_there ? stage_->set(of + ".score", value) : stage_->set_null(of + ".score");
  }

  testing::FakeHost& host_;
  std::deque<spark_model_info> models_;
  testing::PluginRig plugin_;
  std::optional<testing::StageRig> stage_;
};

}  // namespace spark::test
