// The shipped configuration with the drift plugin, its candidate with a reference, and minutes.
#pragma once

#include <string>
#include <vector>

#include "end_to_end/changes.h"

namespace spark::test {

// One minute's snapshot of a made-up market that stays where it is.
struct MadeMinute {
  int64_t ts_ms = 0;
  double mid = 0, spread_bp = 0, vol_1m = 0, rsi_14 = 0;

  [[nodiscard]] std::string body(const std::string& symbol) const;
};

// The minutes from `first` (since 1970) on; `shift`: of the mid, in its standard deviations.
std::vector<MadeMinute> made_minutes(int64_t first, size_t count, double shift = 0);

// A copy of v1.8-b0 in `folder`, with a reference of made minutes; signed.
std::filesystem::path artefact_with_reference(const std::filesystem::path& folder);

// --set arguments: the plugin, with `settings` among its own, and its stage.
std::vector<std::string> drift_sets(const std::filesystem::path& artefact,
                                    const std::string& settings = "");

// Sends them in order, from any thread, until one is not answered with 200; returns how many were.
size_t send_minutes(tool::Client& client, const std::vector<MadeMinute>& minutes,
                    const std::string& symbol = "BTCUSDT");

}  // namespace spark::test
