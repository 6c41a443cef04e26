// A minute of a market, in the form that requests carry.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "spark/market/limits.h"

namespace spark::market {

struct Snapshot {
  std::string symbol;  // empty: none is sent
  int64_t ts_ms = 0;
  double mid = 0;
  double spread_bp = 0;
  double vol_1m = 0;
  double rsi_14 = 0;
  bool spread_estimated = false;  // not seen: made of the minute's range
};

struct Impossible {
  const Limit* limit;  // the first that is broken
  double value;
};

[[nodiscard]] std::optional<Impossible> impossible(const Snapshot& snapshot);

// Appends the request body:
// {"symbol":"BTCUSDT","snapshot":{"ts":…,"mid":…,"spreadBp":…,"vol1m":…,"rsi14":…}} with numbers
// that read back equal, and "spreadEstimated":true where that is so. The symbol needs no escaping
// (see is_symbol).
void append_json(std::string& out, const Snapshot& snapshot);

// At most 32 letters, digits and ._:/- characters.
[[nodiscard]] bool is_symbol(std::string_view text);

}  // namespace spark::market
