// Minutes of one symbol as a value: what is handed on, kept, and read from files.
#pragma once

#include <cstdint>
#include <vector>

#include "history.h"
#include "spark/bytes.h"

namespace features {

// Minutes in a row, missing ones among them; the last one is there.
struct Stretch {
  int64_t first = never;
  int64_t last_ts = never;      // of the last one's snapshot
  uint64_t life = 0;            // see History::life()
  std::vector<Minute> minutes;  // none: no minute at all

  [[nodiscard]] int64_t end() const { return first + static_cast<int64_t>(minutes.size()); }
  // The values of a minute; without a mid if it is missing.
  [[nodiscard]] Minute at(int64_t minute) const {
    return minute < first || minute >= end() ? Minute()
                                             : minutes[static_cast<size_t>(minute - first)];
  }
};

// Of the minutes from `from` to before `until` that the history has; the last one is there.
[[nodiscard]] Stretch stretch_of(const History& history, int64_t from, int64_t until);
[[nodiscard]] Stretch stretch_of(const History& history);

// Its minutes up to `last`.
[[nodiscard]] Stretch part_until(const Stretch& stretch, int64_t last);

void write(spark::ByteWriter& out, const Stretch& stretch);
// Throws unless the values are such as snapshots have, and the times fit.
[[nodiscard]] Stretch read_stretch(spark::ByteReader& in);

// Puts the minutes, in their order, onto a history that ends before them.
void append(History& history, const Stretch& stretch);

// Lets `history` have the minutes of both, its own where both have one; except those that are as
// they are in `stale`, which `other` replaces. Wide gaps count as always. `spare` is for the work:
// it is overwritten. Allocates nothing. [worker, control, builder]
void join(History& history, const Stretch& other, const Stretch& stale, History& spare);

}  // namespace features
