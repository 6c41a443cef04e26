#include "pair_bucket.h"

#include <algorithm>
#include <string>

#include "spark/error.h"

namespace shadow {
namespace {

constexpr uint64_t buckets_max = 512;
constexpr uint32_t count_bits = 48;  // of a cell's word; the others are its number
constexpr uint64_t count_max = (uint64_t{1} << count_bits) - 1;

spark::Error no_window(const std::string& text) {
  return spark::Error("windows: " + text, SPARK_E_INVALID);
}

void subtract(Spread& spread, const Spread& less) {
  for (const auto& [cell, count] : less) {
    const auto found = spread.find(cell);
    if (found == spread.end() || found->second < count) throw no_window("a count went down");
    found->second -= count;
    if (found->second == 0) spread.erase(found);
  }
}

void write(spark::ByteWriter& out, const Spread& spread) {
  out.u64(spread.size());
  for (const auto& [cell, count] : spread)
    out.u64(uint64_t{cell} << count_bits | std::min(count, count_max));
}

Spread read_spread(spark::ByteReader& in, size_t cells) {
  Spread spread;
  const uint64_t size = in.u64();
  if (size > cells) throw no_window("there are not so many cells");
  for (uint64_t i = 0; i < size; ++i) {
    const uint64_t word = in.u64();
    const auto cell = static_cast<uint32_t>(word >> count_bits);
    const bool is_after = spread.empty() || cell > spread.rbegin()->first;
    if (cell >= cells || !is_after) throw no_window("a cell is none");
    spread.emplace_hint(spread.end(), cell, word & count_max);
  }
  return spread;
}

}  // namespace

void add(Spread& spread, const Spread& more) {
  for (const auto& [cell, count] : more) spread[cell] += count;
}

PairBucket& PairBucket::operator+=(const PairBucket& more) {
  sums += more.sums;
  add(production_times, more.production_times);
  add(candidate_times, more.candidate_times);
  add(deltas, more.deltas);
  return *this;
}

PairBucket& PairBucket::operator-=(const PairBucket& before) {
  for (uint64_t PairSums::*count : PairSums::counts)
    if (sums.*count < before.sums.*count) throw no_window("a sum went down");
  sums -= before.sums;
  subtract(production_times, before.production_times);
  subtract(candidate_times, before.candidate_times);
  subtract(deltas, before.deltas);
  return *this;
}

void write(spark::ByteWriter& out, const PairBuckets& buckets) {
  out.u64(buckets.size());
  for (const auto& [number, counts] : buckets) {
    out.i64(number);
    for (uint64_t PairSums::*count : PairSums::counts) out.u64(counts.sums.*count);
    out.f64(counts.sums.delta_sum);
    out.f64(counts.sums.delta_squares);
    write(out, counts.production_times);
    write(out, counts.candidate_times);
    write(out, counts.deltas);
  }
}

PairBuckets read_buckets(spark::ByteReader& in) {
  PairBuckets buckets;
  const uint64_t size = in.u64();
  if (size > buckets_max) throw no_window(std::to_string(size) + " buckets are none");
  for (uint64_t i = 0; i < size; ++i) {
    const int64_t number = in.i64();
    if (number < 0 || (!buckets.empty() && number <= buckets.rbegin()->first))
      throw no_window("buckets are not in order of time");
    PairBucket counts;
    for (uint64_t PairSums::*count : PairSums::counts) counts.sums.*count = in.u64();
    counts.sums.delta_sum = in.f64();
    counts.sums.delta_squares = in.f64();
    if (!counts.sums.makes_sense()) throw no_window("a bucket makes no sense");
    counts.production_times = read_spread(in, TimeSketch::cells);
    counts.candidate_times = read_spread(in, TimeSketch::cells);
    counts.deltas = read_spread(in, delta_cells);
    buckets.emplace_hint(buckets.end(), number, std::move(counts));
  }
  return buckets;
}

}  // namespace shadow
