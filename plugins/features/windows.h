// What the minutes before a snapshot say, and what they say together with it. Pure.
//
// Windows end at the snapshot's minute, which counts as their last one with the snapshot's values.
// So a window of 1,440 minutes is 1,439 closed ones, summed once a minute, and the snapshot. Each
// figure is a function of the minutes in its window alone, to the bit: nothing is added and taken
// away again as the window moves on.
#pragma once

#include <cstdint>
#include <limits>

namespace features {

inline constexpr double none = std::numeric_limits<double>::quiet_NaN();

inline constexpr int64_t window_minutes = 1'440;
// 99.5 % of them, the last one included: so many must be there.
inline constexpr int64_t window_minutes_min = 1'433;
// More missing minutes in a row than these end a history, and the next snapshot begins another one.
inline constexpr int64_t gap_minutes_max = 5;
// Minutes in a row, the last one included, that a return of each of the last 60 minutes needs.
inline constexpr int64_t run_minutes = 61;

// The values of a minute, which are those of its last snapshot; NaN where it has none.
struct Minute {
  double mid = none;
  double log_volume = none;  // ln(1 + vol1m)
  double spread_bp = none;   // none, too, where it is an estimate
};

// The values around the middle of some sorted ones, from which the median of these and one more
// can be told.
struct Middle {
  int64_t count = 0;
  double low = none;   // number (count + 1) / 2 - 2, counted from 0; none below the first
  double mid = none;   // the one after it
  double high = none;  // and the one after that; none above the last

  // The median of the values and `one`; of an even number the mean of the two in the middle.
  [[nodiscard]] double median_with(double one) const;
};

// Of the closed minutes of the window that ends at `minute`. NaN where a minute is missing.
struct Windows {
  int64_t minute = std::numeric_limits<int64_t>::min();  // none
  int64_t mids = 0;
  int64_t returns = 0;
  int64_t log_volumes = 0;
  int64_t run = 0;  // minutes that are there in a row, up to the one before `minute`
  double mid_1m_ago = none;
  double mid_5m_ago = none;
  double mid_mean = none;
  double mid_squares = none;  // sum of squared differences from the mean
  double return_squares = 0;
  double log_volume_sum = 0;
  double last_4 = none;  // sums of the squared returns of the last 4, 14 and 59 minutes
  double last_14 = none;
  double last_59 = none;
  Middle spreads;
  Middle rv5s;
};

// What formulas take from the minutes, the snapshot included; NaN where it is not ready.
struct Recent {
  double r1 = none;  // ln(mid / mid a minute ago)
  double r5 = none;
  double sigma = none;  // root mean square of the window's one-minute returns
  double mid_mean = none;
  double mid_deviation = none;  // of the population
  double log_volume_mean = none;
  double spread_median = none;
  double rv5 = none;  // square root of the sum of the last 5 squared returns
  double rv15 = none;
  double rv60 = none;
  double rv5_median = none;
  // Minutes until all of them are ready, if none is missing from now on; 0: they are.
  int64_t minutes_left = 0;
};

// Minutes until all that is computed from mids alone is ready; 0: it is. [any]
[[nodiscard]] int64_t mid_minutes_left(const Windows& windows);

// [any]
[[nodiscard]] Recent recent_of(const Windows& windows, const Minute& snapshot);

}  // namespace features
