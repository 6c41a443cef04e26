// Labels of a market's minutes, one minute after the other: what training labels its rows by, and
// what predictions are judged by later. One code, so that the two cannot differ.
//
//   RollingLabels labels(rule);
//   for (const double mid : mids) if (labels.add(mid).label == Label::hit) …
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <vector>

#include "spark/market/label_rule.h"
#include "spark/market/rolling_median.h"

namespace spark::market {

inline constexpr int64_t label_minute_ms = 60'000;
inline constexpr int64_t rv_minutes = 5;
inline constexpr int64_t median_minutes = 1'440;
// 99.5 % of them, rounded up: so many rv5 must be known for their median.
inline constexpr size_t median_minutes_min = 1'433;

enum class Label : int8_t { unknown = -1, miss = 0, hit = 1 };

// A label and what decided it: a hit if `value` is larger than `limit`. Both NaN where unknown.
struct Decision {
  Label label = Label::unknown;
  double value = std::numeric_limits<double>::quiet_NaN();
  double limit = std::numeric_limits<double>::quiet_NaN();
};

// Every figure is a function of the minutes in its window alone, to the bit: it does not matter how
// long before them the series began. Allocates when it is made, and never after. One thread.
class RollingLabels {
 public:
  // Minutes before the first label of a rule that decide it, at most.
  static constexpr int64_t minutes_before = median_minutes + rv_minutes;

  explicit RollingLabels(const LabelRule& rule);

  // Takes the mid of the next minute, NaN where it is missing, and decides the label of the minute
  // that lies the horizon before it. A label is unknown where a minute that it needs is missing,
  // such as those before the first one; the median asks for 99.5 % of its minutes. [any]
  Decision add(double mid);

 private:
  struct Day {
    double rv5 = 0;
    double median = 0;
  };
  [[nodiscard]] Day add_to_day(double mid);

  const LabelRule rule_;
  const double move_limit_;
  double last_mid_ = std::numeric_limits<double>::quiet_NaN();
  std::array<double, rv_minutes> squares_;  // of returns, the newest last
  RollingMedian rv5s_;
  std::vector<double> then_;  // medians, or mids, from the horizon to now; the oldest is at next_
  size_t next_ = 0;
};

}  // namespace spark::market
