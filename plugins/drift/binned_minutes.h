// The bins of one symbol's closed minutes: what windows are counted from. A minute is binned once,
// when it is closed, and not again for each look at a week of them. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "minutes.h"
#include "model_reference.h"

namespace drift {

class BinnedMinutes {
 public:
  // Instead of a bin: the subject did not have the value; it is not the reference's only value.
  static constexpr uint8_t unknown = 0xff;
  static constexpr uint8_t off_constant = 0xfe;

  // Adds minutes that are later than those that are there. [jobs]
  void add(const ModelReference& reference, const ClosedMinutes& later);
  // Forgets what is before `minute`. [jobs]
  void keep_from(int64_t minute);

  // Ascending. [jobs, control]
  [[nodiscard]] std::span<const int64_t> minutes() const {
    return std::span(minutes_).subspan(begin_);
  }
  // By series, for the minute of that place in minutes().
  [[nodiscard]] std::span<const uint8_t> bins(size_t row) const {
    return std::span(bins_).subspan((begin_ + row) * width_, width_);
  }

 private:
  size_t width_ = 0;
  size_t begin_ = 0;  // what is before is forgotten
  std::vector<int64_t> minutes_;
  std::vector<uint8_t> bins_;  // `width_` for each minute
};

}  // namespace drift
