// From minutes of a market to the snapshots that a predict route takes: pure arithmetic, no files.
//
//   mid       the close (of quotes: the middle of bid and ask at the close)
//   vol1m     traded volume of the minute in quote currency
//   rsi14     relative strength index over 14 changes of the close, Wilder's smoothing
//   spreadBp  from bid and ask where the file has them. Else an ESTIMATE from the minute's range,
//   since klines
//             know no spread: range in basis points / 20, clamped to [0.1, 50]. It grows with
//             volatility, as spreads do, and that is all it can claim. Corwin and Schultz's
//             estimator was left out: on one-minute bars it is mostly noise around zero.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace spark::replay {

// One minute of a market. Prices are above 0 and finite.
struct Bar {
  int64_t ts_ms = 0;  // its beginning
  double high = 0;    // equal to low where only quotes are known
  double low = 0;
  double close = 0;
  double quote_volume = 0;
  std::optional<double> spread_bp;  // true spread at the close
};

struct Snapshot {
  std::string symbol;  // empty: none is sent
  int64_t ts_ms = 0;
  double mid = 0;
  double spread_bp = 0;
  double vol_1m = 0;
  double rsi_14 = 0;
};

// Wilder's RSI: the first averages are plain means of the first 14 gains and losses, later ones
// (13 * average + newest) / 14. Without any change at all it is 50, without losses 100.
class WilderRsi {
 public:
  static constexpr uint32_t changes = 14;
  static constexpr double neutral = 50;

  // The index after this close; none until 15 closes were seen.
  std::optional<double> next(double close);

 private:
  std::optional<double> last_close_;
  uint32_t changes_seen_ = 0;
  double gain_ = 0;  // a sum during the first 14 changes, Wilder's average from then on
  double loss_ = 0;
};

inline constexpr double estimated_spread_bp_min = 0.1;
inline constexpr double estimated_spread_bp_max = 50;

[[nodiscard]] double estimated_spread_bp(const Bar& bar);

// Turns bars into snapshots, in order; carries the RSI from bar to bar.
class Deriver {
 public:
  // `spread_bp` replaces every spread by a constant.
  explicit Deriver(std::optional<double> spread_bp = {}) : spread_bp_(spread_bp) {}

  // Fills all of `out` but the symbol. False while the RSI is not known yet and its neutral value
  // stands in.
  bool derive(const Bar& bar, Snapshot& out);

 private:
  std::optional<double> spread_bp_;
  WilderRsi rsi_;
};

// Appends the request body:
// {"symbol":"BTCUSDT","snapshot":{"ts":…,"mid":…,"spreadBp":…,"vol1m":…,"rsi14":…}} with numbers
// that read back equal. The symbol needs no escaping (see is_symbol).
void append_json(std::string& out, const Snapshot& snapshot);

// At most 32 letters, digits and ._:/- characters.
[[nodiscard]] bool is_symbol(std::string_view text);

}  // namespace spark::replay
