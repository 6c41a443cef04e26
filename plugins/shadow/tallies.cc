// Sums of tallies, and their saved form: three totals, then how many buckets of the window there
// are, and of each its epoch, pairs and matches.
#include "tallies.h"

#include <map>
#include <string>

namespace shadow {
namespace {

constexpr uint64_t total_max = uint64_t{1} << 53u;         // so that reports stay exact
constexpr uint64_t bucket_max = (uint64_t{1} << 31u) - 1;  // two of them fit a bucket

struct Counts {
  Tally::Totals totals;
  std::map<int64_t, Window::Sum> recent;  // by epoch
};

spark::Error mistake(const std::string& text) {
  return spark::Error("tallies: " + text, SPARK_E_INVALID);
}

uint64_t read_total(spark::ByteReader& in) {
  const uint64_t total = in.u64();
  if (total > total_max) throw mistake("a total of " + std::to_string(total) + " is none");
  return total;
}

// Buckets that have left the window are skipped: another one may be in their place.
Counts read(spark::ByteReader& in, int64_t now_ns) {
  Counts counts;
  counts.totals.matches = read_total(in);
  counts.totals.mismatches = read_total(in);
  counts.totals.errors = read_total(in);
  int64_t before = 0;
  const uint64_t buckets = in.u64();
  for (uint64_t i = 0; i < buckets; ++i) {
    const int64_t epoch = in.i64();
    const uint64_t pairs = in.u64();
    const uint64_t matches = in.u64();
    if (i > 0 && epoch <= before) throw mistake("the buckets are not in order of time");
    if (epoch > Window::epoch_of(now_ns)) throw mistake("a bucket lies in the future");
    if (pairs > bucket_max || matches > pairs)
      throw mistake("a bucket of " + std::to_string(pairs) + " pairs and " +
                    std::to_string(matches) + " matches is none");
    before = epoch;
    if (Window::holds(epoch, now_ns)) counts.recent[epoch] = {pairs, matches};
  }
  in.end();
  return counts;
}

uint64_t difference(uint64_t before, uint64_t after) {
  if (after < before)
    throw mistake("a count went down from " + std::to_string(before) + " to " +
                  std::to_string(after));
  return after - before;
}

Counts difference(Counts before, const Counts& after) {
  Counts counts;
  counts.totals = {difference(before.totals.matches, after.totals.matches),
                   difference(before.totals.mismatches, after.totals.mismatches),
                   difference(before.totals.errors, after.totals.errors)};
  for (const auto& [epoch, sum] : after.recent) {
    const Window::Sum earlier = before.recent[epoch];
    counts.recent[epoch] = {difference(earlier.pairs, sum.pairs),
                            difference(earlier.matches, sum.matches)};
  }
  return counts;
}

void add(Tally& tally, const Counts& counts) noexcept {
  tally.add(counts.totals);
  for (const auto& [epoch, sum] : counts.recent) tally.add(epoch, sum);
}

}  // namespace

Tally::Totals Tallies::totals() const noexcept {
  Tally::Totals all;
  for (const Tally& tally : tallies_) {
    const Tally::Totals one = tally.totals();
    all.matches += one.matches;
    all.mismatches += one.mismatches;
    all.errors += one.errors;
  }
  return all;
}

Window::Sum Tallies::recent(int64_t now_ns) const noexcept {
  Window::Sum all;
  for (const Tally& tally : tallies_) {
    const Window::Sum one = tally.recent(now_ns);
    all.pairs += one.pairs;
    all.matches += one.matches;
  }
  return all;
}

void Tallies::save(spark::ByteWriter& out, int64_t now_ns) const {
  std::map<int64_t, Window::Sum> recent;
  for (const Tally& tally : tallies_) {
    tally.each_bucket([&](int64_t epoch, Window::Sum sum) {
      if (!Window::holds(epoch, now_ns)) return;
      recent[epoch].pairs += sum.pairs;
      recent[epoch].matches += sum.matches;
    });
  }
  const Tally::Totals all = totals();
  out.u64(all.matches);
  out.u64(all.mismatches);
  out.u64(all.errors);
  out.u64(recent.size());
  for (const auto& [epoch, sum] : recent) {
    out.i64(epoch);
    out.u64(sum.pairs);
    out.u64(sum.matches);
  }
}

void Tallies::load(spark::ByteReader& in, int64_t now_ns) {
  const Counts counts = read(in, now_ns);
  for (Tally& tally : tallies_) tally.reset();
  add(tallies_.back(), counts);
}

void Tallies::merge(spark::ByteReader& before, spark::ByteReader& after, int64_t now_ns) {
  const Counts earlier = read(before, now_ns);
  add(tallies_.back(), difference(earlier, read(after, now_ns)));
}

}  // namespace shadow
