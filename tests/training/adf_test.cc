// The test of a unit root: statistics against an independent computation in exact fractions, and
// MacKinnon's critical values.
#include "training/adf.h"

#include <cmath>
#include <limits>
#include <vector>

#include "support/catch.h"

namespace {

// Noise of a linear congruence, through an autoregression; rounded so that every step is exact.
std::vector<double> series(double phi, size_t count) {
  std::vector<double> values;
  uint64_t state = 1;
  double level = 0;
  for (size_t i = 0; i < count; ++i) {
    state = (state * 1'103'515'245 + 12'345) % (1ULL << 31U);
    level = phi * level + (static_cast<double>(state) * 0x1p-31 - 0.5);
    level = std::nearbyint(level * 0x1p20) * 0x1p-20;
    values.push_back(level);
  }
  return values;
}

}  // namespace

TEST_CASE("the unit-root statistic is that of an exact regression") {
  struct Case {
    double phi;
    uint32_t lags;
    double statistic;
    uint64_t rows;
  };
  const Case cases[] = {{0.9, 0, -3.196583883547933, 199},
                        {0.9, 3, -3.363558527103832, 196},
                        {1, 3, -2.499080275867257, 196},
                        {1, 0, -2.0668845226051324, 199}};
  for (const Case& one : cases) {
    const auto result = training::adf(series(one.phi, 200), one.lags);
    REQUIRE(result);
    CHECK(result->statistic == Approx(one.statistic).epsilon(1e-9));
    CHECK(result->rows == one.rows);
    CHECK(result->lags == one.lags);
  }
}

TEST_CASE("a random walk keeps its unit root, and an autoregression loses it") {
  CHECK_FALSE(training::adf(series(1, 2000), 12)->is_stationary());
  CHECK(training::adf(series(0.9, 2000), 12)->is_stationary());
}

TEST_CASE("a level far from zero does not change the statistic") {
  std::vector<double> values = series(0.9, 500);
  const double before = training::adf(values, 4)->statistic;
  for (double& value : values) value += 70'000;
  CHECK(training::adf(values, 4)->statistic == Approx(before).epsilon(1e-6));
}

TEST_CASE("critical values of the unit-root test are MacKinnon's") {
  CHECK(training::adf_critical(1, 99) == Approx(-3.4982).epsilon(1e-4));
  CHECK(training::adf_critical(5, 99) == Approx(-2.8912).epsilon(1e-4));
  CHECK(training::adf_critical(1, 1'000'000) == Approx(-3.4304).epsilon(1e-4));
  CHECK(training::schwert_lags(100) == 12);
  CHECK(training::schwert_lags(88'000) == 65);
}

TEST_CASE("a series without change, or too short for its lags, has no unit-root statistic") {
  CHECK_FALSE(training::adf(std::vector<double>(100, 3.0), 2));
  CHECK_FALSE(training::adf(series(1, 10), 6));
  CHECK_FALSE(training::adf({}, 0));
}

TEST_CASE("a missing value takes the rows out that need it, and no others") {
  std::vector<double> values = series(0.9, 200);
  values[100] = std::numeric_limits<double>::quiet_NaN();
  const auto result = training::adf(values, 1);
  REQUIRE(result);
  CHECK(result->rows == 198 - 3);  // those of the minutes 100, 101 and 102 need it
}
