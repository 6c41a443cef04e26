#include "history.h"

#include <algorithm>
#include <array>
#include <bit>
#include <string>

#include "spark/error.h"

namespace canary {

void History::add(int64_t time_ms, const Sums& sums) {
  if (sums.pairs == 0) return;
  const int64_t number = time_ms / bucket_ms;
  auto place = buckets_.end();
  while (place != buckets_.begin() && std::prev(place)->number >= number) --place;
  if (place != buckets_.end() && place->number == number) {
    place->sums += sums;
    return;
  }
  buckets_.insert(place, {number, sums});
  coarsen();
  const int64_t oldest = buckets_.back().number - kept_ms / bucket_ms;
  while (buckets_.size() > buckets_max || buckets_.front().number <= oldest) buckets_.pop_front();
}

// A request a minute fills 1,440 buckets a day, of which limits need the newest hundred of a share
// of them: old ones are put together, so that a day of any traffic has room.
void History::coarsen() {
  const int64_t newest = buckets_.back().number;
  std::deque<Bucket> kept;
  for (const Bucket& each : buckets_) {
    const int64_t age_ms = (newest - each.number) * bucket_ms;
    const int64_t width = age_ms >= 4 * hour_ms      ? 20 * minute_ms / bucket_ms
                          : age_ms >= 10 * minute_ms ? minute_ms / bucket_ms
                                                     : 1;
    const int64_t number = each.number - each.number % width;
    if (!kept.empty() && kept.back().number >= number)
      kept.back().sums += each.sums;
    else
      kept.push_back({number, each.sums});
  }
  buckets_.swap(kept);
}

Span History::span(int64_t now_ms, int64_t window_ms, uint64_t Sums::*samples) const {
  const int64_t last = now_ms / bucket_ms;
  const int64_t first = last - window_ms / bucket_ms;  // the first that is not in it
  const int64_t oldest = last - kept_ms / bucket_ms;
  Span found;
  found.from_ms = (first + 1) * bucket_ms;
  found.basis = Basis::minutes;
  for (auto each = buckets_.rbegin(); each != buckets_.rend(); ++each) {
    if (each->number > last) continue;
    const bool is_inside = each->number > first;
    if (each->number <= oldest || (!is_inside && found.sums.*samples >= samples_min)) break;
    if (!is_inside) {
      found.basis = Basis::samples;
      found.from_ms = each->number * bucket_ms;
    }
    found.sums += each->sums;
  }
  if (found.sums.*samples < samples_min) found.basis = Basis::too_few;
  return found;
}

void History::write(spark::ByteWriter& out) const {
  out.u64(buckets_.size());
  for (const Bucket& bucket : buckets_) {
    out.i64(bucket.number);
    for (const uint64_t word : std::bit_cast<std::array<uint64_t, sums_words>>(bucket.sums))
      out.u64(word);
  }
}

void History::read(spark::ByteReader& in) {
  const uint64_t count = in.u64();
  if (count > buckets_max)
    throw spark::Error("canary: " + std::to_string(count) + " buckets are none", SPARK_E_INVALID);
  std::deque<Bucket> buckets;
  for (uint64_t i = 0; i < count; ++i) {
    Bucket bucket;
    bucket.number = in.i64();
    std::array<uint64_t, sums_words> words{};
    for (uint64_t& word : words) word = in.u64();
    bucket.sums = std::bit_cast<Sums>(words);
    if (!makes_sense(bucket.sums) || (!buckets.empty() && bucket.number <= buckets.back().number))
      throw spark::Error("canary: a bucket makes no sense", SPARK_E_INVALID);
    buckets.push_back(bucket);
  }
  buckets_ = std::move(buckets);
}

}  // namespace canary
