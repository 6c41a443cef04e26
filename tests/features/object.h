// The plugin object, as a host with every service makes it.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <string>
#include <vector>

#include "plugins/plugin_file.h"
#include "spark/market/snapshot.h"
#include "spark/testing/rig.h"
#include "support/catch.h"

namespace spark::test {

using market::Snapshot;
using testing::FakeHost;
using testing::PluginRig;
using testing::Settings;
using testing::StageRig;

// A plugin object with a stage that advances, and what it answers.
struct Object {
  explicit Object(FakeHost& host_, const std::vector<std::string>& warm_from = {})
      : host(host_),
        plugin(host, testing::load_entry(testing::plugin_file("features")), [&](Settings& with) {
          host.utc_ms = 1'800'000'000'000;
          with.list("sets", {"v1.8.1", "v1.8.2"}).list("warm_from", warm_from);
        }) {}

  StageRig make(bool advance) {
    return plugin.stage("snapshot", [advance](Settings& with) {
      with.set("snapshot", "input.snapshot").set("key", "input.symbol").set("advance", advance);
    });
  }
  void send(const Snapshot& snapshot) { send(stage, snapshot); }
  static void send(StageRig& to, const Snapshot& s) {
    to.set("input.symbol", "BTCUSDT").set("input.snapshot.ts", s.ts_ms);
    to.set("input.snapshot.mid", s.mid).set("input.snapshot.spreadBp", s.spread_bp);
    to.set("input.snapshot.vol1m", s.vol_1m).set("input.snapshot.rsi14", s.rsi_14);
    REQUIRE(to.run() == SPARK_OK);
  }
  // What a reader is answered with this snapshot, to the bit; null is NaN.
  std::vector<uint64_t> bits(const Snapshot& snapshot) {
    send(reader, snapshot);
    std::vector<uint64_t> out;
    for (uint32_t i = 0; i < reader.raw()->output_count; ++i) {
      const std::string name = reader.raw()->outputs[i]->name;
      if (name == "minutes_left") continue;
      out.push_back(std::bit_cast<uint64_t>(reader.null(name) ? std::nan("") : reader.f64(name)));
    }
    return out;
  }
  bool is_ready() { return reader.slot("rv_60m_rel").type == SPARK_F64; }

  FakeHost& host;
  PluginRig plugin;
  StageRig stage = make(true);
  StageRig reader = make(false);
};

// The timer that keeps, at its next time by the machine's clock.
inline void keep(FakeHost& host) {
  host.now_ns += 1'000'000'000;
  host.fire("keep");
}

inline bool logged(const FakeHost& host, const std::string& part) {
  return std::any_of(host.log.begin(), host.log.end(),
                     [&](const std::string& line) { return line.find(part) != std::string::npos; });
}

}  // namespace spark::test
