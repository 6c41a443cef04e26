// The stated error holds on hostile values, and a merged sketch is the whole one.
#include "spark/stats/quantile_sketch.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "spark/stats/random.h"
#include "spark/stats/rank.h"
#include "stats/series.h"
#include "support/catch.h"

using namespace spark::stats;

namespace {

using Latency = QuantileSketch<806>;  // ms, from 1 us to 10 s
Latency latency() {
  return {0.001, 0.01};
}

void check_error(const std::string& what, std::vector<double> values) {
  Latency sketch = latency();
  for (const double value : values) REQUIRE(sketch.add(value));
  std::sort(values.begin(), values.end());
  for (const double q : {0.0, 0.001, 0.25, 0.5, 0.9, 0.95, 0.99, 0.999, 1.0}) {
    const double exact = nearest_rank(values, q);
    INFO(what << ", quantile " << q << " is " << exact);
    REQUIRE(*sketch.quantile(q) == Approx(exact).epsilon(0).margin(exact * (0.01 + 1e-12)));
  }
}

}  // namespace

TEST_CASE("a quantile is within the relative error, whatever the values") {
  Random random(91);
  const auto many = [](const std::function<double()>& next) {
    std::vector<double> values(5'000);
    for (double& value : values) value = next();
    return values;
  };
  check_error("log-normal", many([&] { return std::exp(1.5 * normal(random)); }));
  check_error("over the whole range", many([&] { return std::pow(10, 7 * random.uniform() - 3); }));
  check_error("one value", std::vector<double>(5'000, 3.3));
  check_error("two far values", many([&] { return random.below(2) == 0 ? 0.002 : 9'000; }));
  check_error("the smallest that counts", {0.001});
  check_error("the largest", {latency().largest() * (1 - 1e-12)});
  // On bounds of buckets and a hair beside them, where a logarithm may round to either side.
  const double base = 1.01 / 0.99;
  for (int i = 0; i < 805; ++i) {
    const double bound = 0.001 * std::pow(base, i);
    check_error("bound " + std::to_string(i),
                {bound, std::nextafter(bound, 1e9), std::max(0.001, std::nextafter(bound, 0))});
  }
}

TEST_CASE("the middle of a bucket is not nearer than it must be: the error is used up") {
  Latency sketch = latency();
  const double base = 1.01 / 0.99;
  sketch.add(0.001 * std::pow(base, 100) * (1 + 1e-9));  // the bottom of a bucket
  CHECK(*sketch.quantile(1) / (0.001 * std::pow(base, 100)) == Approx(1.01).epsilon(1e-6));
}

TEST_CASE("values outside the buckets are 0 or infinity, and never lost") {
  Latency sketch = latency();
  CHECK(sketch.add(0));
  CHECK(sketch.add(0.0009));
  CHECK(sketch.add(1));
  CHECK(sketch.add(1e9));
  CHECK(sketch.count() == 4);
  CHECK(sketch.quantile(0.5) == 0);
  CHECK(*sketch.quantile(0.75) == Approx(1).epsilon(0.01));
  CHECK(sketch.quantile(1) == std::numeric_limits<double>::infinity());
  for (const double bad : {-1e-9, std::nan(""), std::numeric_limits<double>::infinity()})
    CHECK_FALSE(sketch.add(bad));
  CHECK(sketch.count() == 4);
  CHECK_FALSE(latency().quantile(0.5));
}

TEST_CASE("a merged sketch is that of all values, and kept counts go on") {
  Random random(92);
  Latency whole = latency();
  Latency left = latency();
  Latency right = latency();
  for (int i = 0; i < 10'000; ++i) {
    const double value = std::exp(3 * normal(random));
    whole.add(value);
    (i % 3 == 0 ? left : right).add(value);
  }
  CHECK(left.merge(right));
  CHECK(left.counts() == whole.counts());
  Latency kept = latency();
  kept.go_on_from(left.counts());
  CHECK(kept.quantile(0.99) == whole.quantile(0.99));
  CHECK_FALSE(left.merge(Latency(0.001, 0.02)));
  CHECK_FALSE(left.merge(Latency(0.01, 0.01)));
  CHECK(left.counts() == whole.counts());
  Latency twice = latency();
  twice.add(5, 1'000);
  CHECK(twice.count() == 1'000);
}

TEST_CASE("a sketch of deltas tells p99 to 0.001 where the limit is") {
  QuantileSketch<1152> sketch(1e-5, 0.005);
  CHECK(sketch.largest() >= 1);
  Random random(93);
  std::vector<double> values(20'000);
  for (double& value : values) {
    value = random.uniform() * random.uniform() * 0.13;
    sketch.add(value);
  }
  std::sort(values.begin(), values.end());
  CHECK(*sketch.quantile(0.99) == Approx(nearest_rank(values, 0.99)).margin(0.001));
}
