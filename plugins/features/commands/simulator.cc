#include "simulator.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>
#include <utility>

namespace spark::replay {
namespace {

struct Regime {
  double volatility;        // level of the diffusion's, of one-minute log returns
  double trend;             // of the logarithm per minute; jumps leave the mean price alone
  double jump_probability;  // of one jump in a minute
  double jump_deviation;    // of a jump's log size, whose mean is 0
  double volume;            // of a median minute without a jump, in quote currency
  double spread_bp;         // at the level of volatility
};
constexpr Regime calm{0.0005, 0.000002, 0.001, 0.003, 1.5e6, 1.0};
constexpr Regime stressed{0.0015, -0.000020, 0.010, 0.008, 3.0e6, 4.0};

constexpr double reversion = 0.05;  // of volatility to its level, per minute
constexpr double volatility_of_volatility = 0.1;
constexpr double volume_deviation = 0.6;  // of its logarithm
constexpr double spread_deviation = 0.2;  // of its logarithm
constexpr double volume_of_a_jump = 3;    // times the volume of a minute without

class Simulator final : public Source {
 public:
  Simulator(uint64_t seed, SourceOptions options)
      : seed_(seed),
        options_(std::move(options)),
        deriver_(options_.read.spread_bp),
        random_(seed) {
    found_.symbol = options_.read.symbol.value_or("BTCUSDT");
    found_.symbols = 1;
    found_.interval_ms = market::minute_ms;
  }

  tool::Result<bool> next(Snapshot& out) override {
    if (found_.rows >= options_.rows_max) return false;
    const Regime& regime = found_.rows < options_.rows_max / 2 ? calm : stressed;
    volatility_ += reversion * (regime.volatility - volatility_) +
                   volatility_of_volatility * volatility_ * normal();
    volatility_ = std::clamp(volatility_, 0.2 * regime.volatility, 5 * regime.volatility);
    const bool jumps = uniform() < regime.jump_probability;
    const double jump = jumps ? regime.jump_deviation * normal() : 0;

    const double open = close_;
    close_ = std::clamp(open * std::exp(drift(regime) + volatility_ * normal() + jump), 1.0, 1e7);
    market::Bar bar;
    bar.ts_ms = start_ms + static_cast<int64_t>(found_.rows) * market::minute_ms;
    bar.close = close_;
    bar.high = std::max(open, close_) * (1 + 0.5 * volatility_ * std::abs(normal()));
    bar.low = std::min(open, close_) * (1 - 0.5 * volatility_ * std::abs(normal()));
    bar.quote_volume =
        regime.volume * std::exp(volume_deviation * normal()) * (jumps ? volume_of_a_jump : 1);
    bar.spread_bp = std::clamp(
        regime.spread_bp * volatility_ / regime.volatility * std::exp(spread_deviation * normal()),
        market::estimated_spread_bp_min, market::estimated_spread_bp_max);
    if (!deriver_.derive(bar, out)) ++found_.warming;
    out.symbol = found_.symbol;
    ++found_.rows;
    return true;
  }

  const market::Findings& findings() const override { return found_; }
  std::string name() const override { return "simulated market, seed " + std::to_string(seed_); }
  std::string spread() const override { return options_.read.spread_bp ? "constant" : "simulated"; }

 private:
  static constexpr int64_t start_ms = 1'704'067'200'000;

  // Jumps of mean log size 0 raise the mean price; the drift compensates for that (Merton 1976).
  static double drift(const Regime& regime) {
    const double mean_jump = std::exp(regime.jump_deviation * regime.jump_deviation / 2) - 1;
    return regime.trend - regime.jump_probability * mean_jump;
  }

  // In (0, 1). The standard's distributions differ between libraries; the generator itself does
  // not.
  double uniform() { return (static_cast<double>(random_() >> 11) + 0.5) * 0x1p-53; }
  double normal() {
    const double radius = std::sqrt(-2 * std::log(uniform()));
    return radius * std::cos(2 * std::numbers::pi * uniform());
  }

  uint64_t seed_;
  SourceOptions options_;
  market::Deriver deriver_;
  market::Findings found_;
  std::mt19937_64 random_;
  double close_ = 42'000;
  double volatility_ = calm.volatility;
};

}  // namespace

std::unique_ptr<Source> simulate(uint64_t seed, SourceOptions options) {
  return std::make_unique<Simulator>(seed, std::move(options));
}

}  // namespace spark::replay
