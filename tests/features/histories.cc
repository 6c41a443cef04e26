#include "features/histories.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

namespace spark::test {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr int64_t day = 1'440;
constexpr size_t enough = 1'433;  // of a day

double mean_of(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

double median_of(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

}  // namespace

double PlainFeatures::mid(int64_t minute) const {
  const auto found = minutes_.find(minute);
  return found == minutes_.end() ? nan : found->second.mid;
}
double PlainFeatures::log_volume(int64_t minute) const {
  const auto found = minutes_.find(minute);
  return found == minutes_.end() ? nan : found->second.log_volume;
}
double PlainFeatures::spread(int64_t minute) const {
  const auto found = minutes_.find(minute);
  return found == minutes_.end() ? nan : found->second.spread_bp;
}
double PlainFeatures::ret(int64_t minute) const {
  return std::log(mid(minute) / mid(minute - 1));
}
double PlainFeatures::volatility(int64_t last, int64_t minutes) const {
  double sum = 0;
  for (int64_t m = last - minutes + 1; m <= last; ++m) sum += ret(m) * ret(m);
  return std::sqrt(sum);
}

// The values of the last day that there are.
std::vector<double> PlainFeatures::window(int64_t last,
                                          double (PlainFeatures::*of)(int64_t) const) const {
  std::vector<double> out;
  for (int64_t m = last - day + 1; m <= last; ++m) {
    if (const double value = (this->*of)(m); !std::isnan(value)) out.push_back(value);
  }
  return out;
}

void PlainFeatures::add(const market::Snapshot& s) {
  const int64_t t = s.ts_ms / 60'000;
  if (!minutes_.empty() && t - minutes_.rbegin()->first > 6) minutes_.clear();
  minutes_[t] = {s.mid, std::log(1 + s.vol_1m), s.spread_estimated ? nan : s.spread_bp};
}

std::map<std::string, double> PlainFeatures::of(const market::Snapshot& s) {
  add(s);
  const int64_t t = s.ts_ms / 60'000;
  std::map<std::string, double> out = {{"bias", 1},
                                       {"mid_price", s.mid},
                                       {"spread_bp", s.spread_bp},
                                       {"volume_1m", s.vol_1m},
                                       {"rsi_14", s.rsi_14},
                                       {"log_volume", std::log(1 + s.vol_1m)},
                                       {"vol1m_log", std::log(1 + s.vol_1m)},
                                       {"rsi14_z", (s.rsi_14 - 50) / 30},
                                       {"mid_logret_1m", ret(t)},
                                       {"mid_logret_5m", std::log(s.mid / mid(t - 5))}};
  const auto mids = window(t, &PlainFeatures::mid);
  const bool is_ready = mids.size() >= enough;
  const auto returns = window(t, &PlainFeatures::ret);
  double squares = 0, deviations = 0;
  for (const double r : returns) squares += r * r;
  const double sigma = is_ready ? std::sqrt(squares / static_cast<double>(returns.size())) : nan;
  out["ret_1m_vol"] = ret(t) / sigma;
  out["ret_5m_vol"] = out["mid_logret_5m"] / (sigma * std::sqrt(5.0));
  const double mean = mean_of(mids);
  for (const double one : mids) deviations += (one - mean) * (one - mean);
  const double deviation = std::sqrt(deviations / static_cast<double>(mids.size()));
  out["zscore_mid_24h"] = is_ready ? (s.mid - mean) / (deviation + 1e-8) : nan;
  const auto volumes = window(t, &PlainFeatures::log_volume);
  out["log_volume_dev"] =
      volumes.size() >= enough ? std::log(1 + s.vol_1m) - mean_of(volumes) : nan;
  const auto spreads = window(t, &PlainFeatures::spread);
  out["spread_rel"] = s.spread_estimated         ? 0
                      : spreads.size() >= enough ? s.spread_bp / median_of(spreads)
                                                 : nan;
  const auto rv5s = window(t, &PlainFeatures::rv5);
  const double median = is_ready ? median_of(rv5s) : nan;
  const auto relative = [&](int64_t w) {
    const double scaled = volatility(t, w) / std::sqrt(static_cast<double>(w) / 5);
    return std::log((scaled + 1e-6) / (median + 1e-6));
  };
  out["rv_5m_rel"] = relative(5);
  out["rv_15m_rel"] = relative(15);
  out["rv_60m_rel"] = relative(60);
  return out;
}

std::string klines(const std::vector<market::Snapshot>& market) {
  std::string out =
      "open_time,open,high,low,close,volume,close_time,quote_asset_volume,number_of_trades,"
      "taker_buy_base_volume,taker_buy_quote_volume,ignore\n";
  for (const market::Snapshot& s : market) {
    const std::string mid = std::to_string(s.mid), open = std::to_string(s.ts_ms - 59'999);
    out += open + "," + mid + "," + mid + "," + mid + "," + mid + ",2," + std::to_string(s.ts_ms) +
           "," + std::to_string(2 * s.mid) + ",1,1,1,0\n";
  }
  return out;
}

std::vector<market::Snapshot> random_market(uint32_t seed, int64_t minutes, double missing) {
  std::mt19937 random(seed);
  std::normal_distribution<double> step(0, 1e-3);
  std::uniform_real_distribution<double> share(0, 1);
  std::vector<market::Snapshot> out;
  double mid = 42'000;
  for (int64_t i = 0; i < minutes; ++i) {
    mid *= std::exp(step(random));
    const double vol_1m = std::exp(10 + 5 * share(random)), rsi_14 = 100 * share(random);
    const double spread_bp = 0.1 + 3 * share(random);
    const bool is_estimated = share(random) < missing / 2;
    if (share(random) < missing) continue;
    out.push_back({"BTCUSDT", 1'704'067'200'000 + i * 60'000 + 59'999, mid, spread_bp, vol_1m,
                   rsi_14, is_estimated});
  }
  return out;
}

}  // namespace spark::test
