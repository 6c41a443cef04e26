// Extreme minutes: which are, how many an hour holds, and how many it may hold.
#include "spark/stats/shock.h"

#include <cmath>
#include <limits>
#include <vector>

#include "support/catch.h"

using namespace spark::stats;

TEST_CASE("extreme is what lies beyond the reference's outermost quantiles") {
  std::vector<double> reference;
  for (int i = 1; i <= 100'000; ++i) reference.push_back(i);
  reference.push_back(std::nan(""));
  const auto limits = ShockLimits::of(reference);
  CHECK(limits->low == 10);
  CHECK(limits->high == 99'990);
  CHECK(limits->is_beyond(9.9));
  CHECK_FALSE(limits->is_beyond(10));
  CHECK_FALSE(limits->is_beyond(99'990));
  CHECK(limits->is_beyond(99'991));
  CHECK(limits->is_beyond(std::numeric_limits<double>::infinity()));
  CHECK_FALSE(limits->is_beyond(std::nan("")));
  const auto few = ShockLimits::of(std::vector<double>{5, 1, 3});
  CHECK(few->low == 1);
  CHECK(few->high == 5);
  CHECK_FALSE(ShockLimits::of(std::vector<double>{std::nan("")}));
}

TEST_CASE("an hour's window counts 60 minutes, and minutes without a sample age it") {
  ShockWindow window;
  CHECK(window.add(true) == 1);
  CHECK(window.add(true) == 2);
  for (int i = 0; i < 58; ++i) CHECK(window.add(false) == 2);
  CHECK(window.add(false) == 1);
  CHECK(window.add(true) == 1);
  window.skip(59);
  CHECK(window.count() == 1);
  CHECK(ShockWindow(window.bits()).count() == 1);
  window.skip(1);
  CHECK(window.count() == 0);
  for (const uint64_t minutes : {60U, 64U, 128U, 1'000'000U}) {
    window.add(true);
    window.skip(minutes);
    CHECK(window.count() == 0);
  }
  for (int i = 0; i < 100; ++i) window.add(true);
  CHECK(window.count() == 60);
}

TEST_CASE("the bound is what quiet times reach at most once in a period") {
  // 20 days; on each of the first four, three extreme minutes within an hour.
  std::vector<uint8_t> minutes(20 * 1'440);
  for (size_t day = 0; day < 4; ++day)
    for (const size_t at : {600U, 610U, 620U}) minutes[day * 1'440 + at] = 1;
  const auto bound = [&](size_t days, double episodes = 1) {
    return shock_bound(minutes, {.block = 1'440, .drawn = days * 1'440, .replicates = 200},
                       episodes);
  };
  CHECK(bound(30) == 4);     // three come together on 6 of 30 days
  CHECK(bound(30, 8) == 1);  // 6 of the reference, and 1.5 more, are fewer than 8
  CHECK(bound(30, 7) == 4);
  CHECK(bound(1) == 1);  // on one day in five, or one in four
  // Once in each period is allowed, if it is not the only period that is known.
  std::vector<uint8_t> once(1'440);
  once[700] = 1;
  CHECK(shock_bound(once, {.block = 1'440, .replicates = 20}, 2) == 1);
  CHECK(shock_bound(once, {.block = 1'440, .replicates = 20}) == 2);
  CHECK_FALSE(shock_bound({}, {.block = 1}));
  CHECK_FALSE(shock_bound(minutes, {.block = 1, .replicates = 0}));
}
