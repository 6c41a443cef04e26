// The median of the newest values of a series, with gaps.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <deque>
#include <optional>
#include <vector>

namespace training {

// Holds `length` places; a missing value takes a place and counts as none.
class RollingMedian {
 public:
  explicit RollingMedian(size_t length) : length_(length) {}

  // NaN: missing.
  void add(double value) {
    places_.push_back(value);
    if (!std::isnan(value))
      sorted_.insert(std::upper_bound(sorted_.begin(), sorted_.end(), value), value);
    if (places_.size() <= length_) return;
    const double oldest = places_.front();
    places_.pop_front();
    if (!std::isnan(oldest))
      sorted_.erase(std::lower_bound(sorted_.begin(), sorted_.end(), oldest));
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
  size_t length_;
  std::deque<double> places_;  // the newest last
  std::vector<double> sorted_;
};

}  // namespace training
