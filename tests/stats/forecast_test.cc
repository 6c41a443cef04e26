// Reference values: the definitions with 40 digits (Python, mpmath).
#include "spark/stats/forecast.h"

#include <cmath>
#include <utility>

#include "support/catch.h"

using namespace spark::stats;

TEST_CASE("Brier score, logarithmic loss and skill are those of their definitions") {
  ForecastScore score;
  for (const auto& [probability, hit] :
       {std::pair{0.9, true}, {0.2, false}, {0.65, false}, {0.5, true}, {0.05, false}})
    CHECK(score.add(probability, hit));
  CHECK(*score.mean_brier() == Approx(0.145).epsilon(1e-14));
  CHECK(*score.mean_log_loss() == Approx(0.42455333328364192).epsilon(1e-14));
  CHECK(*score.brier_skill(0.5) == Approx(0.42).epsilon(1e-14));
  CHECK(*score.brier_skill(0.4) == Approx(1 - 0.725 / 1.2).epsilon(1e-14));
}

TEST_CASE("a certain and wrong forecast costs much, and is finite") {
  CHECK(log_loss(0, true) == Approx(15 * std::log(10)));
  CHECK(log_loss(1, false) == Approx(15 * std::log(10)).epsilon(0.01));
  CHECK(log_loss(1, true) == Approx(0).margin(1e-14));
  CHECK(brier(0, true) == 1);
}

TEST_CASE("no score comes of no rows or of what is no probability") {
  ForecastScore score;
  for (const double bad : {-0.1, 1.1, std::nan("")}) CHECK_FALSE(score.add(bad, true));
  CHECK_FALSE(score.mean_brier());
  CHECK_FALSE(score.mean_log_loss());
  CHECK_FALSE(score.brier_skill(0.5));
  score.add(1, true);
  CHECK_FALSE(score.brier_skill(1));  // the constant was perfect
}
