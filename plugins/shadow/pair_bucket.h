// What was counted of one pair of models within an hour or a minute, and a figure made from such.
#pragma once

#include <cstdint>
#include <map>

#include "pair_counts.h"
#include "spark/bytes.h"
#include "spark/stats/pair_basis.h"

namespace shadow {

// PairBucket by cell, of which most have none.
using Spread = spark::stats::PairCells;

struct PairBucket {
  PairSums sums;
  Spread production_times, candidate_times, deltas;

  PairBucket& operator+=(const PairBucket& more);
  // Of what was counted before it in the same place; throws spark::Error where that is more.
  PairBucket& operator-=(const PairBucket& before);
  [[nodiscard]] bool empty() const { return sums.requests == 0; }

  friend bool operator==(const PairBucket&, const PairBucket&) = default;
};

// A number for others, about the candidate or about production.
struct Figure {
  const char* name;  // "match_rate_24h"
  const char* unit;
  bool is_productions = false;
  double value = 0;
  uint64_t samples = 0;
  int64_t from_ms = 0;
};

using PairBuckets = std::map<int64_t, PairBucket>;  // by the number of the hour or minute
inline constexpr int64_t pair_minute_ms = 60'000;
inline constexpr uint64_t pair_samples_min = 100;

void add(Spread& spread, const Spread& more);

// As bytes and back; the second throws spark::Error for bytes that are none.
void write(spark::ByteWriter& out, const PairBuckets& buckets);
[[nodiscard]] PairBuckets read_buckets(spark::ByteReader& in);

}  // namespace shadow
