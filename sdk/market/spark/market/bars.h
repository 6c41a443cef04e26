// From minutes of a market to the snapshots that a predict route takes: pure arithmetic, no files.
//
//   ts        the minute's last millisecond, since its values are known then
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

#include "spark/market/snapshot.h"

namespace spark::market {

inline constexpr int64_t minute_ms = 60'000;

// A stretch of a market, mostly a minute. Prices are above 0 and finite.
struct Bar {
  int64_t ts_ms = 0;      // its beginning
  int64_t length_ms = 0;  // as the row itself says; 0 where it does not
  double high = 0;        // equal to low where only quotes are known
  double low = 0;
  double close = 0;
  double quote_volume = 0;
  std::optional<double> volume;     // in base currency
  std::optional<double> spread_bp;  // true spread at the close
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

// Turns the bars of one market, a minute each, into snapshots; carries the RSI from minute to
// minute. A minute that does not follow the one before starts the RSI anew: a change over a gap is
// not a change of one minute. The same minute again leaves the RSI as it was.
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
  std::optional<double> index_;    // after the last minute
  std::optional<int64_t> minute_;  // that is
};

// Whether the quote volume fits the base volume at the bar's prices. If not, the quote volume is
// not in quote currency, or one of the two is wrong.
[[nodiscard]] bool volumes_agree(const Bar& bar);

// Makes minutes of shorter bars, in time order.
class MinuteMaker {
 public:
  // The minute before, if `bar` begins another one.
  std::optional<Bar> add(const Bar& bar);
  // The minute under way, once; none if there is none.
  std::optional<Bar> rest();

 private:
  std::optional<Bar> open_;
};

}  // namespace spark::market
