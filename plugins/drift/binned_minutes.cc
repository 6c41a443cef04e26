#include "binned_minutes.h"

#include <algorithm>

namespace drift {

void BinnedMinutes::add(const ModelReference& reference, const ClosedMinutes& later) {
  width_ = reference.series.size();
  minutes_.insert(minutes_.end(), later.minute.begin(), later.minute.end());
  bins_.reserve(minutes_.size() * width_);
  for (size_t row = 0; row < later.size(); ++row) {
    for (size_t i = 0; i < width_; ++i) {
      const double value = later.at(row, i);
      const spark::stats::Bins& bins = reference.series[i].bins;
      if (is_unknown(value)) {
        bins_.push_back(unknown);
      } else if (bins.is_off_constant(value)) {
        bins_.push_back(off_constant);
      } else {
        bins_.push_back(static_cast<uint8_t>(bins.of_value(value)));
      }
    }
  }
}

// What is forgotten is moved over once a day of it has come together.
void BinnedMinutes::keep_from(int64_t minute) {
  const auto kept = std::lower_bound(minutes_.begin(), minutes_.end(), minute);
  begin_ = static_cast<size_t>(kept - minutes_.begin());
  if (begin_ < static_cast<size_t>(day_minutes)) return;
  minutes_.erase(minutes_.begin(), kept);
  bins_.erase(bins_.begin(), bins_.begin() + static_cast<ptrdiff_t>(begin_ * width_));
  begin_ = 0;
}

}  // namespace drift
