// Reference values: the published test vector of SplitMix64, and the generator written anew from
// its description in Python. That program gives 41943041, 58720359, … from the state {1, 2, 3, 4},
// as the authors' own does.
#include "spark/stats/random.h"

#include <vector>

#include "support/catch.h"

using spark::stats::Random;
using spark::stats::split_mix;

TEST_CASE("SplitMix64 gives its published numbers") {
  CHECK(split_mix(1234567) == 6457827717110365317U);
  CHECK(split_mix(1234567 + 0x9e3779b97f4a7c15U) == 3203168211198807973U);
}

TEST_CASE("a seed and a stream always give the same numbers") {
  Random first(42);
  CHECK(first.next() == 16952325622244263635U);
  CHECK(first.next() == 13403855731906573151U);
  CHECK(first.next() == 8355527981390463759U);
  Random second(42, 1);
  CHECK(second.next() == 18183147227428793444U);
  CHECK(second.next() == 16505251536789924710U);
}

TEST_CASE("numbers below a bound are below it, and each equally likely") {
  Random random(7);
  std::vector<int> seen(7);
  for (int i = 0; i < 70'000; ++i) ++seen.at(random.below(7));
  for (const int count : seen) {
    CHECK(count > 10'000 - 400);  // 4.3 standard deviations
    CHECK(count < 10'000 + 400);
  }
  CHECK(random.below(1) == 0);
  // Of a bound of 3/4 of all numbers, a plain remainder would give the lower third twice as often.
  constexpr uint64_t bound = 3U * (uint64_t{1} << 62U);
  int low = 0;
  for (int i = 0; i < 3'000; ++i) low += random.below(bound) < bound / 3 ? 1 : 0;
  CHECK(low > 1'000 - 110);
  CHECK(low < 1'000 + 110);
}

TEST_CASE("uniform numbers are in the half-open unit interval, with mean and variance") {
  Random random(9);
  double sum = 0;
  double squares = 0;
  for (int i = 0; i < 100'000; ++i) {
    const double value = random.uniform();
    REQUIRE(value >= 0);
    REQUIRE(value < 1);
    sum += value;
    squares += value * value;
  }
  CHECK(sum / 100'000 == Approx(0.5).margin(0.004));
  CHECK(squares / 100'000 == Approx(1.0 / 3).margin(0.004));
}
