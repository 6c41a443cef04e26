// The median of the newest values of a series, with gaps.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <vector>

namespace spark::market {

// Holds `length` places; a missing value takes a place and counts as none. Allocates when it is
// made, and never after.
class RollingMedian {
 public:
  explicit RollingMedian(size_t length)
      : places_(length, std::numeric_limits<double>::quiet_NaN()) {
    sorted_.reserve(length);
  }

  // NaN: missing.
  void add(double value) {
    double& place = places_[next_];
    if (!std::isnan(place)) sorted_.erase(std::lower_bound(sorted_.begin(), sorted_.end(), place));
    if (!std::isnan(value))
      sorted_.insert(std::upper_bound(sorted_.begin(), sorted_.end(), value), value);
    place = value;
    if (++next_ == places_.size()) next_ = 0;
  }

  [[nodiscard]] size_t known() const { return sorted_.size(); }

  // The middle one, or the mean of the two in the middle; none without a value.
  [[nodiscard]] std::optional<double> value() const {
    if (sorted_.empty()) return {};
    const size_t half = sorted_.size() / 2;
    if (sorted_.size() % 2 == 1) return sorted_[half];
    return (sorted_[half - 1] + sorted_[half]) / 2;
  }

 private:
  std::vector<double> places_;  // the oldest is at next_
  size_t next_ = 0;
  std::vector<double> sorted_;
};

}  // namespace spark::market
