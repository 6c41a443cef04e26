#include "spark/market/continuity.h"

namespace spark::market {

Step Continuity::add(int64_t ts_ms) {
  missing_ = 0;
  if (latest_ms_ && ts_ms == *latest_ms_) return Step::duplicate;
  if (latest_ms_ && ts_ms < *latest_ms_) return Step::earlier;
  const int64_t units = latest_ms_ ? ts_ms / unit_ms_ - *latest_ms_ / unit_ms_ : 1;
  latest_ms_ = ts_ms;
  if (units <= 1) return Step::next;
  missing_ = static_cast<uint64_t>(units - 1);
  return Step::gap;
}

}  // namespace spark::market
