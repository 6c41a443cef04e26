#include "sorted_values.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace features {

void SortedValues::add(double value) {
  if (std::isnan(value)) return;
  const auto end = values_.begin() + static_cast<ptrdiff_t>(count_);
  const auto at = std::upper_bound(values_.begin(), end, value);
  std::move_backward(at, end, std::next(end));
  *at = value;
  ++count_;
}

void SortedValues::remove(double value) {
  if (std::isnan(value)) return;
  const auto end = values_.begin() + static_cast<ptrdiff_t>(count_);
  const auto at = std::lower_bound(values_.begin(), end, value);
  std::move(std::next(at), end, at);
  --count_;
}

Middle SortedValues::middle() const {
  const size_t middle = (count_ + 1) / 2;
  Middle out;
  out.count = static_cast<int64_t>(count_);
  if (middle >= 2) out.low = values_[middle - 2];
  if (middle >= 1) out.mid = values_[middle - 1];
  if (middle < count_) out.high = values_[middle];
  return out;
}

}  // namespace features
