#include "spark/market/continuity.h"

namespace spark::market {

Follows Continuity::add(int64_t ts_ms) {
  missing_ = 0;
  if (latest_ms_ && ts_ms == *latest_ms_) return Follows::duplicate;
  if (latest_ms_ && ts_ms < *latest_ms_) return Follows::earlier;
  const int64_t units = latest_ms_ ? ts_ms / unit_ms_ - *latest_ms_ / unit_ms_ : 1;
  latest_ms_ = ts_ms;
  if (units <= 1) return Follows::next;
  missing_ = static_cast<uint64_t>(units - 1);
  return Follows::gap;
}

}  // namespace spark::market
