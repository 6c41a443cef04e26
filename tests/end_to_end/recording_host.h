// A host that records requests, and real minutes as requests.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "end_to_end/harness.h"

namespace spark::test {

inline constexpr int minutes_a_day = 1'440;

inline const std::vector<std::string> of_v1_8_2 = {"bias",           "ret_1m_vol", "ret_5m_vol",
                                                   "log_volume_dev", "spread_rel", "rsi14_z",
                                                   "rv_5m_rel",      "rv_15m_rel", "rv_60m_rel"};

// Its configuration and its state, in a folder of its own. The log recorder.predict has v1.8's and
// v1.8.2's features; a model of the latter is the row's fallback.
class Recording {
 public:
  Recording();
  [[nodiscard]] std::filesystem::path file() const { return folder_.path() / "host.yaml"; }
  [[nodiscard]] std::filesystem::path state() const { return folder_.path() / "state"; }
  [[nodiscard]] std::filesystem::path path(const std::string& name) const {
    return folder_.path() / name;
  }

 private:
  TemporaryFolder folder_;
};

// Whether there is market data; if not, the test says that it is skipped.
[[nodiscard]] bool has_data();

// Minutes of May 2024, from its first one, at a rate that the disk can follow; "max" is more.
// Returns how many were answered with 200: a busy machine refuses one now and then.
uint64_t replay(const Sparkd& host, int minutes, const std::string& rate = "4000");

}  // namespace spark::test
