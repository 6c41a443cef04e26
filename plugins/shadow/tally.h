// One worker's counts of comparisons, for the routes and the computed gauge: written by one thread
// alone, read by any.
#pragma once

#include <cstdint>

#include "spark/per_worker.h"
#include "spark/window.h"

namespace shadow {

struct Pairs {
  uint64_t pairs = 0;
  uint64_t matches = 0;

  Pairs& operator+=(const Pairs& more) noexcept {
    pairs += more.pairs;
    matches += more.matches;
    return *this;
  }
};

// The last ten minutes, in buckets of ten seconds; times are nanoseconds of the steady clock.
using Window = spark::Window<Pairs, 60>;
inline constexpr int64_t bucket_ns = 10'000'000'000;

class Tally {
 public:
  struct Totals {
    uint64_t matches = 0;
    uint64_t mismatches = 0;
    uint64_t errors = 0;
  };

  // [the one writer]
  void pair(int64_t now_ns, bool match) noexcept {
    (match ? matches_ : mismatches_).add(1);
    window.add(now_ns, {1, match ? uint64_t{1} : 0});
  }
  void error() noexcept { errors_.add(1); }

  // Adds counts of another tally. [the one writer]
  void add(const Totals& counted) noexcept {
    matches_.add(counted.matches);
    mismatches_.add(counted.mismatches);
    errors_.add(counted.errors);
  }
  // Sets all counts to zero. [the one writer]
  void reset() noexcept {
    for (auto* count : {&matches_, &mismatches_, &errors_}) *count = 0;
    window.reset();
  }

  // Counts since the tally was made or reset. [any]
  [[nodiscard]] Totals totals() const noexcept { return {matches_, mismatches_, errors_}; }

  Window window{bucket_ns};

 private:
  spark::Cell<uint64_t> matches_, mismatches_, errors_;
};

}  // namespace shadow
