// Quantiles of histograms. The values are Prometheus' for the same buckets.
#include "telemetry/quantile.h"

#include <vector>

#include "support/catch.h"

using spark::telemetry::histogram_quantile;

TEST_CASE("a quantile lies on a straight line within its bucket") {
  const std::vector<double> bounds = {1, 2, 5};
  const struct {
    double q;
    std::vector<uint64_t> counts;
    double expected;
  } cases[] = {
      {0.5, {10, 0, 0, 0}, 0.5},                               // from 0 to the first bound
      {0.5, {0, 10, 0, 0}, 1.5},                               // empty buckets below are passed
      {0.95, {90, 5, 5, 0}, 2},                                // just at a bound
      {0.95, {0, 0, 100, 0}, 4.85}, {0.95, {1, 1, 1, 97}, 5},  // above all bounds: the last of them
      {0, {0, 0, 4, 0}, 2},         {1, {3, 1, 0, 0}, 2},
  };
  for (const auto& c : cases) {
    const auto value = histogram_quantile(c.q, bounds, c.counts);
    REQUIRE(value);
    CHECK(*value == Approx(c.expected));
  }
}

TEST_CASE("there is no quantile of nothing") {
  CHECK_FALSE(histogram_quantile(0.95, std::vector<double>{1, 2}, std::vector<uint64_t>{0, 0, 0}));
}
