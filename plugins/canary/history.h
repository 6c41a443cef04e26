// The time just past, in buckets of 10 s of which only those with pairs are kept: what fixed limits
// are judged over. After 10 min they are put together to minutes, after 4 h to twenty of them.
#pragma once

#include <cstdint>
#include <deque>

#include "plan.h"
#include "spark/bytes.h"
#include "sums.h"

namespace canary {

// What a window rests on.
enum class Basis : uint8_t {
  minutes,  // the window as it was asked for
  samples,  // it had fewer than 100 samples: the newest buckets that have so many
  too_few,  // not even 24 h have
};

struct Span {
  Sums sums;
  Basis basis = Basis::too_few;
  int64_t from_ms = 0;  // when its oldest bucket begins
};

class History {
 public:
  static constexpr int64_t kept_ms = 24 * hour_ms;
  static constexpr size_t buckets_max = 360;  // so that all of them are a durable value

  // Adds what came at that time; out of order is right, too old is dropped. [control]
  void add(int64_t time_ms, const Sums& sums);

  // The last `window_ms` up to and with the bucket of `now_ms`; where they have fewer than 100 of
  // `samples`, so many buckets more that they have, of at most 24 h. [control]
  [[nodiscard]] Span span(int64_t now_ms, int64_t window_ms, uint64_t Sums::*samples) const;

  void clear() { buckets_.clear(); }

  // As bytes and back. read() throws spark::Error, with nothing changed, for bytes that are none.
  void write(spark::ByteWriter& out) const;
  void read(spark::ByteReader& in);

 private:
  void coarsen();

  struct Bucket {
    int64_t number = 0;
    Sums sums;
  };
  std::deque<Bucket> buckets_;  // ascending
};

}  // namespace canary
