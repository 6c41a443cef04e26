// What a reference alone decides, and how it is kept.
#include "resampled.h"

#include <cmath>

#include "drift/made.h"
#include "spark/error.h"
#include "support/catch.h"

using namespace spark::test;

namespace {

constexpr drift::CalibrationEffort small = {
    .noise_replicates = 20, .alarm_replicates = 2, .shock_replicates = 4};
const auto never = [] { return false; };

}  // namespace

TEST_CASE("samples of a reference are thinned at the minutes that alarms take") {
  std::vector<uint8_t> slots(61);
  for (size_t i = 0; i < slots.size(); ++i) slots[i] = static_cast<uint8_t>(i);
  constexpr int64_t full_hour = 30'000'000;
  CHECK(drift::thinned(slots, full_hour) == std::vector<uint8_t>{7, 22, 37, 52});
  CHECK(drift::thinned(slots, full_hour + 12) == std::vector<uint8_t>{10, 25, 40, 55});
  CHECK(drift::thinned(slots, full_hour + 7) == std::vector<uint8_t>{0, 15, 30, 45, 60});
  for (int64_t minute = full_hour; minute < full_hour + 60; ++minute)
    CHECK((drift::quarter_of(minute) != drift::quarter_of(minute - 1)) == (minute % 15 == 7));
}

TEST_CASE("a calibration says how large PSI is by chance, and when to alarm") {
  const auto reference = made_reference(6);
  const auto made = drift::calibrate(reference, small, never);
  REQUIRE(made);
  REQUIRE(made->series.size() == 4);
  const auto& a = made->series[0];
  for (size_t w = 0; w < 3; ++w) {
    REQUIRE(a.noise[w]);
    CHECK(a.noise[w]->quantile >= a.noise[w]->mean);
    // One input counts: a, of which b is a duplicate, beside a constant.
    CHECK(made->overall[w]->quantile == a.noise[w]->quantile);
  }
  CHECK(a.noise[0]->mean > a.noise[2]->mean);  // an hour says less than a week
  REQUIRE(a.threshold);
  CHECK(*a.threshold > 1);
  CHECK(*a.alarms <= 1);
  CHECK(a.alarms_5_days.has_value());
  CHECK(*a.compared > *a.alarms);
  CHECK(*a.compared <= drift::compared_alarms);
  CHECK(a.compared_5_days.has_value());
  CHECK(a.shock_minutes.has_value());
  CHECK_FALSE(made->series[2].threshold);  // a constant has none of it
  CHECK_FALSE(made->series[2].noise[0]);
  CHECK_FALSE(made->series[2].shock_minutes);
}

TEST_CASE("blocks agree if longer ones raise about as many alarms where some are raised") {
  const auto agrees = [](double at_one, double compared, double compared_5_days) {
    drift::SeriesCalibration made;
    made.alarms_5_days = at_one;
    made.compared = compared;
    made.compared_5_days = compared_5_days;
    return made.agrees();
  };
  CHECK(agrees(1.4, 4, 3));
  CHECK(agrees(0.1, 3.9, 2.9));  // none at the rare end: one stretch decides about that
  CHECK_FALSE(agrees(0.1, 4, 1.9));
  CHECK_FALSE(agrees(1.4, 4, 8.1));
  CHECK_FALSE(agrees(2.1, 4, 4));
  CHECK_FALSE(drift::SeriesCalibration{}.agrees());
}

TEST_CASE("a calibration ends when it is told to") {
  int asked = 0;
  CHECK_FALSE(drift::calibrate(made_reference(2), small, [&] { return ++asked == 3; }));
}

TEST_CASE("a calibration is kept and comes back, or is refused") {
  const auto made = *drift::calibrate(made_reference(2), small, never);
  const std::string bytes = drift::bytes_of(made);
  const auto back = drift::calibration_from(bytes);
  CHECK(drift::bytes_of(back) == bytes);
  CHECK(back.series[0].threshold == made.series[0].threshold);
  CHECK(back.series[0].noise[1]->quantile == made.series[0].noise[1]->quantile);
  CHECK_FALSE(back.series[2].shock_minutes);
  for (size_t size = 0; size < bytes.size(); size += 40)
    CHECK_THROWS_AS(drift::calibration_from(bytes.substr(0, size)), spark::Error);
  CHECK_THROWS_AS(drift::calibration_from(std::string(300, '\xff')), spark::Error);
}
