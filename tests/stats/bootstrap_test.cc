// Blocks as they are drawn, and the coverage of intervals on series whose mean is known.
#include "spark/stats/block_bootstrap.h"

#include <limits>
#include <numeric>
#include <utility>
#include <vector>

#include "stats/series.h"
#include "support/catch.h"

using namespace spark::stats;

namespace {

double mean_of(std::span<const double> values, std::span<const uint32_t> times) {
  double sum = 0;
  double count = 0;
  for (size_t i = 0; i < values.size(); ++i) {
    sum += values[i] * times[i];
    count += times[i];
  }
  return sum / count;
}

// How many of 300 nominal 95 % intervals of the mean of 1,000 samples hold the true mean, 0.
int covered(double phi, size_t block) {
  int count = 0;
  for (uint64_t run = 0; run < 300; ++run) {
    Random random(1'000 + run);
    const auto series = autoregressive(random, 1'000, phi);
    const auto interval =
        block_bootstrap(series.size(), {.block = block, .replicates = 400, .seed = run}, 0.95,
                        [&](auto times) { return mean_of(series, times); });
    count += interval->low <= 0 && interval->high >= 0 ? 1 : 0;
  }
  return count;
}

}  // namespace

TEST_CASE("blocks are neighbours, wrap around, and are together as long as was asked") {
  Random random(11);
  std::vector<int> seen(10);
  bool has_wrapped = false;
  for (int round = 0; round < 10'000; ++round) {
    std::vector<size_t> drawn;
    draw_blocks(10, 4, 11, random, [&](size_t begin, size_t length) {
      REQUIRE(begin + length <= 10);
      for (size_t i = 0; i < length; ++i) drawn.push_back(begin + i);
    });
    REQUIRE(drawn.size() == 11);
    for (size_t i = 0; i < 11; ++i) {
      ++seen[drawn[i]];
      if (i % 4 == 0) continue;  // a block begins
      REQUIRE(drawn[i] == (drawn[i - 1] + 1) % 10);
      has_wrapped = has_wrapped || drawn[i] == 0;
    }
  }
  CHECK(has_wrapped);
  for (const int count : seen) CHECK(count == Approx(11'000).margin(500));  // each equally often
}

TEST_CASE("blocks of any length stay inside the series") {
  Random random(1);
  for (const size_t block : {0U, 1U, 3U, 100U}) {
    INFO("blocks of " << block);
    size_t drawn = 0;
    draw_blocks(3, block, 8, random, [&](size_t begin, size_t length) {
      REQUIRE(length > 0);
      REQUIRE(begin + length <= 3);
      drawn += length;
    });
    CHECK(drawn == 8);
  }
}

TEST_CASE("intervals of independent samples cover the mean as often as they say") {
  const int count = covered(0, 1);
  INFO(count << " of 300");
  CHECK(count >= 274);  // 285 expected; 3 standard deviations of 3.8
  CHECK(count <= 296);
}

TEST_CASE("intervals of dependent samples need blocks, and cover with them") {
  const int with = covered(0.7, 40);
  const int without = covered(0.7, 1);
  INFO(with << " and " << without << " of 300");
  CHECK(with >= 258);  // 86 %: blocks are few, so the interval is somewhat too narrow
  CHECK(with <= 296);
  CHECK(without < 200);
}

TEST_CASE("the standard error of a mean is the known one") {
  Random random(5);
  const auto series = autoregressive(random, 20'000, 0.5);
  const auto interval = block_bootstrap(series.size(), {.block = 200, .replicates = 1'000}, 0.9,
                                        [&](auto times) { return mean_of(series, times); });
  // Variance of the mean: (1 + phi) / (1 - phi) / n.
  CHECK(interval->sd == Approx(std::sqrt(3.0 / 20'000)).epsilon(0.12));
  CHECK(interval->high - interval->low == Approx(2 * 1.645 * interval->sd).epsilon(0.12));
  CHECK(interval->mean == Approx(std::accumulate(series.begin(), series.end(), 0.0) / 20'000)
                              .margin(4 * interval->sd / std::sqrt(1'000.0)));
  CHECK(interval->replicates == 1'000);
}

TEST_CASE("a seed gives the same interval, another seed another one") {
  Random random(6);
  const auto series = autoregressive(random, 500, 0.2);
  const auto interval = [&](uint64_t seed) {
    return block_bootstrap(series.size(), {.block = 10, .replicates = 99, .seed = seed}, 0.9,
                           [&](auto times) { return mean_of(series, times); });
  };
  CHECK(interval(1)->low == interval(1)->low);
  CHECK(interval(1)->low != interval(2)->low);
}

TEST_CASE("replicates of another length show how a shorter period varies") {
  Random random(8);
  const auto series = autoregressive(random, 9'000, 0);
  const auto interval = block_bootstrap(
      series.size(), {.block = 1, .drawn = 900, .replicates = 500}, 0.9, [&](auto times) {
        REQUIRE(std::accumulate(times.begin(), times.end(), 0U) == 900);
        return mean_of(series, times);
      });
  CHECK(interval->sd == Approx(1 / std::sqrt(900.0)).epsilon(0.15));
}

TEST_CASE(
    "there is no interval of nothing, of one replicate, or of a statistic that mostly fails") {
  const auto one = [](auto) { return 1.0; };
  CHECK_FALSE(block_bootstrap(0, {.block = 1}, 0.95, one));
  CHECK_FALSE(block_bootstrap(10, {.block = 1, .replicates = 1}, 0.95, one));
  CHECK_FALSE(block_bootstrap(10, {.block = 1}, 1.0, one));
  CHECK_FALSE(block_bootstrap(10, {.block = 1}, std::nan(""), one));
  int call = 0;
  const auto fails_every = [&call](int nth) {
    call = 0;
    return block_bootstrap(10, {.block = 1, .replicates = 100}, 0.95,
                           [&call, nth](auto) { return ++call % nth == 0 ? std::nan("") : call; });
  };
  CHECK_FALSE(fails_every(5));
  REQUIRE(fails_every(20));
  CHECK(fails_every(20)->undefined == 5);
  CHECK(fails_every(20)->replicates == 95);
}
