// Reference values: Newton's method with 40 digits (Python, mpmath).
#include "spark/stats/logistic_line.h"

#include <cmath>
#include <string>
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

TEST_CASE("where a whole step of Newton's goes too far, shorter ones still arrive") {
  Values x;
  Values targets;
  const auto add = [&](double at, int rows, int hits) {
    for (int i = 0; i < rows; ++i) {
      x.push_back(at);
      targets.push_back(i < hits ? 1 : 0);
    }
  };
  add(1, 8, 0);
  add(4.5, 608, 606);
  add(0.6, 2, 1);
  add(20.3, 15, 14);
  const auto line = fit_logistic_line(x, targets);
  REQUIRE(line);
  CHECK(line->intercept == Approx(-0.8600481958860839).epsilon(1e-9));
  CHECK(line->slope == Approx(1.1643870357079875).epsilon(1e-9));
}

TEST_CASE("there is no line where the likelihood has no maximum") {
  struct Case {
    std::string what;
    Values x;
    Values targets;
  };
  const std::vector<Case> cases = {
      {"no rows", {}, {}},
      {"a target too many", {1, 2, 3, 4}, {0, 1, 0, 1, 1}},
      {"one x", {1, 1, 1}, {0, 1, 1}},
      {"one x that is no sum of powers of two", Values(7, 0.1), {0, 1, 1, 0, 1, 1, 1}},
      {"hits alone", {1, 2, 3}, {1, 1, 1}},
      {"misses alone", {1, 2, 3}, {0, 0, 0}},
      {"separated", {1, 2, 3, 4}, {0, 0, 1, 1}},
      {"separated but for one x", {-0.4, -0.4, 5, 5, 5, 52.5}, {0, 1, 1, 1, 1, 1}},
  };
  for (const Case& each : cases) {
    INFO(each.what);
    CHECK_FALSE(fit_logistic_line(each.x, each.targets));
  }
}

TEST_CASE("a logit is finite, and turns a probability inside out") {
  CHECK(logit(0.5) == 0);
  CHECK(logit(0.9) == Approx(std::log(9.0)));
  CHECK(logit(0) == Approx(-15 * std::log(10)));
  CHECK(logit(1) == Approx(15 * std::log(10)).epsilon(0.01));
}
