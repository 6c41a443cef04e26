// Sums of tallies, and their saved form: three totals, then how many buckets of the window there
// are, and of each its number, pairs and matches.
#include "tallies.h"

#include <string>

namespace shadow {
namespace {

constexpr uint64_t total_max = uint64_t{1} << 53u;         // so that reports stay exact
constexpr uint64_t bucket_max = (uint64_t{1} << 31u) - 1;  // more are a mistake

struct Counts {
  Tally::Totals totals;
  Window::Buckets recent;
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
Counts read(spark::ByteReader& in, const Window& window, int64_t now_ns) {
  Counts counts;
  counts.totals.matches = read_total(in);
  counts.totals.mismatches = read_total(in);
  counts.totals.errors = read_total(in);
  for (const auto& [number, sum] : Window::read(in)) {
    if (number > window.number_of(now_ns)) throw mistake("a bucket lies in the future");
    if (sum.pairs > bucket_max || sum.matches > sum.pairs)
      throw mistake("a bucket of " + std::to_string(sum.pairs) + " pairs and " +
                    std::to_string(sum.matches) + " matches is none");
    if (window.holds(number, now_ns)) counts.recent[number] = sum;
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
  for (const auto& [number, sum] : after.recent) {
    const Pairs earlier = before.recent[number];
    counts.recent[number] = {difference(earlier.pairs, sum.pairs),
                             difference(earlier.matches, sum.matches)};
  }
  return counts;
}

void add(Tally& tally, const Counts& counts) noexcept {
  tally.add(counts.totals);
  tally.window.add(counts.recent);
}

}  // namespace

Tally::Totals Tallies::totals() const noexcept {
  Tally::Totals all;
  each([&](const Tally& tally) {
    const Tally::Totals one = tally.totals();
    all.matches += one.matches;
    all.mismatches += one.mismatches;
    all.errors += one.errors;
  });
  return all;
}

Pairs Tallies::recent(int64_t now_ns) const noexcept {
  Pairs all;
  each([&](const Tally& tally) { all += tally.window.sum(now_ns); });
  return all;
}

void Tallies::save(spark::ByteWriter& out, int64_t now_ns) const {
  Window::Buckets recent;
  each([&](const Tally& tally) { tally.window.collect(now_ns, recent); });
  const Tally::Totals all = totals();
  out.u64(all.matches);
  out.u64(all.mismatches);
  out.u64(all.errors);
  Window::write(out, recent);
}

void Tallies::load(spark::ByteReader& in, int64_t now_ns) {
  const Counts counts = read(in, inherited_.window, now_ns);
  for (uint32_t worker = 0; worker < counted_.size(); ++worker) counted_.of(worker).reset();
  inherited_.reset();
  add(inherited_, counts);
}

void Tallies::merge(spark::ByteReader& before, spark::ByteReader& after, int64_t now_ns) {
  const Counts earlier = read(before, inherited_.window, now_ns);
  add(inherited_, difference(earlier, read(after, inherited_.window, now_ns)));
}

}  // namespace shadow
