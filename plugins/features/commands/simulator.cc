#include "simulator.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>
#include <utility>

namespace spark::replay {
namespace {

struct Regime {
  double volatility;  // of one-minute log returns
  double trend;       // mean one-minute log return
  double volume;      // of a minute, in quote currency
};
constexpr Regime calm{0.0005, 0.000002, 1.5e6};
constexpr Regime stressed{0.0015, -0.000020, 3.0e6};

class Simulator final : public Source {
 public:
  Simulator(uint64_t seed, SourceOptions options)
      : seed_(seed), options_(std::move(options)), deriver_(options_.spread_bp), random_(seed) {}

  tool::Result<bool> next(Snapshot& out) override {
    if (counts_.rows >= options_.rows_max) return false;
    const Regime& regime = counts_.rows < options_.rows_max / 2 ? calm : stressed;
    volatility_ += 0.05 * (regime.volatility - volatility_) + 0.1 * volatility_ * normal();
    volatility_ = std::clamp(volatility_, 0.2 * regime.volatility, 5 * regime.volatility);

    const double open = close_;
    close_ = std::clamp(open * std::exp(regime.trend + volatility_ * normal()), 1.0, 1e7);
    Bar bar;
    bar.ts_ms = start_ms + static_cast<int64_t>(counts_.rows) * minute_ms;
    bar.close = close_;
    bar.high = std::max(open, close_) * (1 + 0.5 * volatility_ * std::abs(normal()));
    bar.low = std::min(open, close_) * (1 - 0.5 * volatility_ * std::abs(normal()));
    bar.quote_volume = regime.volume * std::exp(0.6 * normal());
    if (!deriver_.derive(bar, out)) ++counts_.warming;
    out.symbol = options_.symbol;
    ++counts_.rows;
    return true;
  }

  const SourceCounts& counts() const override { return counts_; }
  std::string name() const override { return "simulated market, seed " + std::to_string(seed_); }
  std::string spread() const override {
    return options_.spread_bp ? "constant" : "estimated from high and low";
  }

 private:
  static constexpr int64_t start_ms = 1'704'067'200'000;
  static constexpr int64_t minute_ms = 60'000;

  // In (0, 1). The standard's distributions differ between libraries; the generator itself does
  // not.
  double uniform() { return (static_cast<double>(random_() >> 11) + 0.5) * 0x1p-53; }
  double normal() {
    const double radius = std::sqrt(-2 * std::log(uniform()));
    return radius * std::cos(2 * std::numbers::pi * uniform());
  }

  uint64_t seed_;
  SourceOptions options_;
  Deriver deriver_;
  SourceCounts counts_;
  std::mt19937_64 random_;
  double close_ = 42'000;
  double volatility_ = calm.volatility;
};

}  // namespace

std::unique_ptr<Source> simulate(uint64_t seed, SourceOptions options) {
  return std::make_unique<Simulator>(seed, std::move(options));
}

}  // namespace spark::replay
