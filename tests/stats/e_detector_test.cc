// Reference value: the sums written anew with 40 digits (Python, mpmath).
#include "spark/stats/e_detector.h"

#include <cmath>

#include "spark/stats/e_process.h"
#include "spark/stats/random.h"
#include "support/catch.h"

using namespace spark::stats;

TEST_CASE("a detector sums a bet for each beginning") {
  EDetector detector;
  for (const double x : {1.0, 0.0, 0.0, 1.0, 0.5}) detector.observe(x, 0.1);
  detector.observe(1, 0.25);
  CHECK(detector.value() == Approx(136.51018080335496).epsilon(1e-12));
  detector.restart();
  CHECK(detector.value() == 0);
}

TEST_CASE("the first observation of a detector is that of an e-process") {
  EDetector detector;
  EProcess process;
  detector.observe(1, 0.3);
  process.observe(1, 0.3);
  CHECK(std::log(detector.value()) == Approx(process.log_e()).epsilon(1e-12));
}

TEST_CASE("false alarms come at most once in as many observations as the threshold says") {
  constexpr double threshold = 200;
  constexpr int observations = 400'000;
  Random random(31);
  EDetector detector;
  int alarms = 0;
  for (int i = 0; i < observations; ++i) {
    detector.observe(random.uniform() < 0.1 ? 1 : 0, 0.1);
    if (detector.value() < threshold) continue;
    ++alarms;
    detector.restart();
  }
  INFO(alarms << " alarms");
  CHECK(alarms > 100);  // else it would see nothing at all
  CHECK(alarms <= observations / threshold);
}

TEST_CASE("a long good time does not make a detector deaf, as it does an e-process") {
  Random random(32);
  EDetector detector;
  EProcess process;
  const auto observe = [&](double rate) {
    const double x = random.uniform() < rate ? 1 : 0;
    detector.observe(x, 0.05);
    process.observe(x, 0.05);
  };
  for (int i = 0; i < 10'000; ++i) observe(0.01);
  CHECK(detector.value() < 1'000);
  for (int i = 0; i < 150; ++i) observe(0.3);
  CHECK(detector.value() > 1e5);
  CHECK_FALSE(process.rejects(0.5));
}

TEST_CASE("sums stay finite, and kept ones go on") {
  EDetector detector;
  for (int i = 0; i < 10'000; ++i) detector.observe(1, 0.001);
  CHECK(detector.value() <= 1e300);
  CHECK(detector.value() > 1e290);
  auto again = EDetector::from(detector.sums());
  REQUIRE(again);
  CHECK(again->value() == detector.value());
  EDetector::Sums sums{};
  sums[2] = -1;
  CHECK_FALSE(EDetector::from(sums));
  sums[2] = std::nan("");
  CHECK_FALSE(EDetector::from(sums));
  CHECK_FALSE(detector.observe(2, 0.5));
  CHECK_FALSE(detector.observe(0.5, std::nan("")));
}
