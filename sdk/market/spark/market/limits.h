// The bounds of a market snapshot's values. One definition for files and requests: the reader of
// market files refuses a row that breaks one, and the features plugin refuses such a request.
#pragma once

#include <limits>
#include <string_view>

namespace spark::market {

struct Limit {
  std::string_view field;     // as requests and snapshot files name it
  std::string_view expected;  // ends "expected …"
  bool above_zero;            // else zero is possible, too
  double max;

  // False for NaN and for infinities.
  [[nodiscard]] constexpr bool holds(double value) const {
    return (above_zero ? value > 0 : value >= 0) && value <= max;
  }
};

inline constexpr double finite_max = std::numeric_limits<double>::max();

inline constexpr Limit mid_limit{"mid", "a number above 0", true, finite_max};
inline constexpr Limit spread_bp_limit{"spreadBp", "a number of at least 0", false, finite_max};
inline constexpr Limit vol_1m_limit{"vol1m", "a number of at least 0", false, finite_max};
inline constexpr Limit rsi_14_limit{"rsi14", "a number from 0 to 100", false, 100};

}  // namespace spark::market
