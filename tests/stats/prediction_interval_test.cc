// Reference values: Student's quantiles from published tables (2.1318 for 95 % with 4 degrees of
// freedom, 6.3138 with 1).
#include "spark/stats/prediction_interval.h"

#include <array>
#include <limits>

#include "spark/stats/random.h"
#include "stats/series.h"
#include "support/catch.h"

using namespace spark::stats;

TEST_CASE("a prediction interval holds the next figure's chance and the mean's") {
  const std::array<double, 5> figures = {1, 2, 3, 4, 5};
  const auto interval = prediction_interval(figures, 4, 0.90);
  REQUIRE(interval.has_value());
  CHECK(interval->mean == 3);
  CHECK(interval->sd == Approx(std::sqrt(2.5)));
  CHECK(interval->high == Approx(3 + 2.131847 * std::sqrt(4.5)).epsilon(1e-6));
  CHECK(interval->low == Approx(3 - 2.131847 * std::sqrt(4.5)).epsilon(1e-6));
  const auto two = prediction_interval(std::span(figures).first(2), 0, 0.90);
  REQUIRE(two.has_value());
  CHECK(two->high == Approx(1.5 + 6.313752 * 0.5).epsilon(1e-6));
}

TEST_CASE("a nominal 90 % of next figures lies in the interval") {
  Random random(11);
  int inside = 0;
  for (int round = 0; round < 4000; ++round) {
    std::array<double, 5> figures{};
    double variance = 0;
    double mean = 0;
    for (double& figure : figures) mean += (figure = normal(random)) / 5;
    for (const double figure : figures) variance += (figure - mean) * (figure - mean) / 4;
    const auto interval = prediction_interval(figures, variance, 0.90);
    const double next = normal(random);
    inside += interval && next >= interval->low && next <= interval->high ? 1 : 0;
  }
  CHECK(inside / 4000.0 == Approx(0.90).margin(0.015));
}

TEST_CASE("there is no prediction from one figure or from none that is a number") {
  const std::array<double, 3> figures = {1, 2, std::numeric_limits<double>::quiet_NaN()};
  CHECK_FALSE(prediction_interval(std::span(figures).first(1), 1, 0.9).has_value());
  CHECK_FALSE(prediction_interval(figures, 1, 0.9).has_value());
  CHECK_FALSE(prediction_interval(std::span(figures).first(2), -1, 0.9).has_value());
  CHECK_FALSE(prediction_interval(std::span(figures).first(2), 1, 1).has_value());
}
