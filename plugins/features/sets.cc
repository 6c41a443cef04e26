#include "sets.h"

#include <cmath>

namespace features {
namespace {

constexpr Feature bias = {"bias", "Always 1", [](const Inputs&) { return 1.0; }};
constexpr Feature spread_bp = {"spread_bp", "Spread in basis points",
                               [](const Inputs& in) { return in.spread_bp; }};
constexpr Feature rsi14_z = {"rsi14_z", "(rsi14 - 50) / 30",
                             [](const Inputs& in) { return (in.rsi14 - 50) / 30; }};

constexpr Feature v1_8[] = {
    bias,
    {"mid_price", "Mid price of the snapshot", [](const Inputs& in) { return in.mid; }},
    spread_bp,
    {"volume_1m", "Volume of the last minute", [](const Inputs& in) { return in.vol1m; }},
    {"rsi_14", "Relative strength index over 14 periods",
     [](const Inputs& in) { return in.rsi14; }},
    {"log_volume", "ln(1 + volume_1m)", [](const Inputs& in) { return std::log1p(in.vol1m); }},
};

constexpr Feature v1_8_1[] = {
    bias,
    {"mid_logret_1m", "ln(mid / mid a minute ago)", [](const Inputs& in) { return in.recent.r1; },
     true},
    {"mid_logret_5m", "ln(mid / mid 5 minutes ago)", [](const Inputs& in) { return in.recent.r5; },
     true},
    spread_bp,
    {"vol1m_log", "ln(1 + volume of the last minute)",
     [](const Inputs& in) { return std::log1p(in.vol1m); }},
    rsi14_z,
    {"zscore_mid_24h", "(mid - mean) / (standard deviation + 1e-8), over 1,440 minutes",
     [](const Inputs& in) {
       return (in.mid - in.recent.mid_mean) / (in.recent.mid_deviation + 1e-8);
     },
     true},
};

// Both sides are volatilities of 5 minutes; the small number keeps a still market finite.
double relative(double volatility_5m, double median_5m) {
  constexpr double small = 1e-6;
  return std::log((volatility_5m + small) / (median_5m + small));
}

double relative_spread(const Inputs& in) {
  if (std::isnan(in.spread_bp)) return none;
  if (in.is_spread_estimated) return 0;
  if (in.recent.spread_median == 0) return 1;
  return in.spread_bp / in.recent.spread_median;
}

constexpr Feature v1_8_2[] = {
    bias,
    {"ret_1m_vol", "Log return of 1 minute over the deviation of 1-minute returns in 24 h",
     [](const Inputs& in) { return in.recent.r1 / in.recent.sigma; }, true},
    {"ret_5m_vol", "Log return of 5 minutes over the square root of 5 times that deviation",
     [](const Inputs& in) { return in.recent.r5 / (in.recent.sigma * std::sqrt(5.0)); }, true},
    {"log_volume_dev", "ln(1 + volume) minus its mean over 24 h",
     [](const Inputs& in) { return std::log1p(in.vol1m) - in.recent.log_volume_mean; }, true},
    {"spread_rel", "Spread over its median of 24 h; 0 where it is estimated", relative_spread,
     true},
    rsi14_z,
    {"rv_5m_rel", "ln of the volatility of 5 minutes over its median of 24 h",
     [](const Inputs& in) { return relative(in.recent.rv5, in.recent.rv5_median); }, true},
    {"rv_15m_rel", "ln of the volatility of 15 minutes, as of 5, over the same median",
     [](const Inputs& in) {
       return relative(in.recent.rv15 / std::sqrt(3.0), in.recent.rv5_median);
     },
     true},
    {"rv_60m_rel", "ln of the volatility of 60 minutes, as of 5, over the same median",
     [](const Inputs& in) {
       return relative(in.recent.rv60 / std::sqrt(12.0), in.recent.rv5_median);
     },
     true},
};

constexpr Set sets[] = {{"v1.8", v1_8}, {"v1.8.1", v1_8_1}, {"v1.8.2", v1_8_2}};

}  // namespace

std::span<const Set> known_sets() {
  return sets;
}

}  // namespace features
