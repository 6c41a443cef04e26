#include "probe_rows.h"

#include <cmath>

#include "spark/tool/format.h"

namespace spark::smoke {

// The standard's distributions differ between libraries; the generator itself does not.
double ProbeRows::between(double low, double high) {
  return low + (high - low) * static_cast<double>(random_() >> 11) * 0x1p-53;
}

double ProbeRows::log_between(double low, double high) {
  return std::exp(between(std::log(low), std::log(high)));
}

std::string ProbeRows::next() {
  constexpr int64_t start_ms = 1'704'067'200'000;
  constexpr int64_t minute_ms = 60'000;
  const int64_t ts_ms = start_ms + static_cast<int64_t>(rows_++) * minute_ms;
  const double mid = log_between(5'000, 100'000);
  const double spread_bp = log_between(0.1, 50);
  const double vol_1m = log_between(1e4, 5e7);
  const double rsi_14 = between(1, 99);
  std::string body = "{";
  if (!symbol_.empty()) body += "\"symbol\":\"" + symbol_ + "\",";
  return body + "\"snapshot\":{\"ts\":" + std::to_string(ts_ms) +
         ",\"mid\":" + tool::fixed(mid, 2) + ",\"spreadBp\":" + tool::fixed(spread_bp, 3) +
         ",\"vol1m\":" + tool::fixed(vol_1m, 2) + ",\"rsi14\":" + tool::fixed(rsi_14, 2) + "}}";
}

}  // namespace spark::smoke
