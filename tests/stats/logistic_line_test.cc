// Reference values: Newton's method with 40 digits (Python, mpmath).
#include "spark/stats/logistic_line.h"

#include <vector>

#include "spark/stats/random.h"
#include "stats/series.h"
#include "support/catch.h"

using namespace spark::stats;

namespace {

using Values = std::vector<double>;
const Values xs = {-2, -1.5, -1, -.5, -.25, 0, .25, .5, 1, 1.5, 2, 2.5};

}  // namespace

TEST_CASE("the fitted line is the maximum of the likelihood") {
  const auto line = fit_logistic_line(xs, Values{0, 0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 1});
  REQUIRE(line);
  CHECK(line->intercept == Approx(-0.17160446625734701).epsilon(1e-10));
  CHECK(line->slope == Approx(0.87121310752069).epsilon(1e-10));
  CHECK(line->iterations < 10);
}

TEST_CASE("targets need not be 0 and 1, as Platt's are not") {
  constexpr double up = 7.0 / 8;
  constexpr double down = 1.0 / 8;
  const auto line =
      fit_logistic_line(xs, Values{down, down, up, down, down, up, down, up, up, down, up, up});
  REQUIRE(line);
  CHECK(line->intercept == Approx(-0.12054840199430076).epsilon(1e-10));
  CHECK(line->slope == Approx(0.59490526682998896).epsilon(1e-10));
}

TEST_CASE("a calibrated model has slope 1, one squeezed to a sixth has slope 6") {
  Random random(44);
  Values logits;
  Values squeezed;
  Values targets;
  for (int i = 0; i < 40'000; ++i) {
    logits.push_back(normal(random));
    squeezed.push_back(logits.back() / 6);
    targets.push_back(random.uniform() < 1 / (1 + std::exp(-logits.back())) ? 1 : 0);
  }
  CHECK(fit_logistic_line(logits, targets)->slope == Approx(1).margin(0.05));
  CHECK(fit_logistic_line(logits, targets)->intercept == Approx(0).margin(0.05));
  CHECK(fit_logistic_line(squeezed, targets)->slope == Approx(6).margin(0.3));
}

TEST_CASE("far scores, wild scales and few rows still converge") {
  Values far;
  for (const double x : xs) far.push_back(1'000 + 100 * x);
  const auto line = fit_logistic_line(far, Values{0, 0, 1, 0, 0, 1, 0, 1, 1, 0, 1, 1});
  REQUIRE(line);
  CHECK(line->slope == Approx(0.0087121310752069).epsilon(1e-6));
  // Scores at the ends of a clipped model, most of them right.
  const Values ends = {-34, -34, -34, 34, 34, 34};
  const auto clipped = fit_logistic_line(ends, Values{0, 0, 1, 0, 1, 1});
  REQUIRE(clipped);
  CHECK(clipped->slope == Approx(std::log(2.0) / 34).epsilon(1e-9));
}

TEST_CASE("there is no line where the likelihood has no maximum") {
  CHECK_FALSE(fit_logistic_line({}, {}));
  CHECK_FALSE(fit_logistic_line(Values{1, 2}, Values{1}));
  CHECK_FALSE(fit_logistic_line(Values{1, 1, 1}, Values{0, 1, 1}));        // one x
  CHECK_FALSE(fit_logistic_line(Values{1, 2, 3}, Values{1, 1, 1}));        // hits alone
  CHECK_FALSE(fit_logistic_line(Values{1, 2, 3}, Values{0, 0, 0}));        // misses alone
  CHECK_FALSE(fit_logistic_line(Values{1, 2, 3, 4}, Values{0, 0, 1, 1}));  // separated
}

TEST_CASE("a logit is finite, and turns a probability inside out") {
  CHECK(logit(0.5) == 0);
  CHECK(logit(0.9) == Approx(std::log(9.0)));
  CHECK(logit(0) == Approx(-15 * std::log(10)));
  CHECK(logit(1) == Approx(15 * std::log(10)).epsilon(0.01));
}
