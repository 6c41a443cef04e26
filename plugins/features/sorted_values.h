// The values of a window in ascending order, kept so while single ones come and go: a median is
// then a look. Fixed memory.
#pragma once

#include <array>
#include <cstddef>

#include "windows.h"

namespace features {

class SortedValues {
 public:
  // NaN is no value: both leave it alone. At most window_minutes values; remove() only what is
  // there.
  void add(double value);
  void remove(double value);
  void clear() { count_ = 0; }

  [[nodiscard]] Middle middle() const;

 private:
  size_t count_ = 0;
  std::array<double, window_minutes> values_;  // the first count_ count
};

}  // namespace features
