// Alarms, shocks and values off a constant, minute by minute.
#include "alarms.h"

#include <cmath>

#include "drift/made.h"
#include "support/catch.h"

using namespace spark::test;
using drift::Event;

namespace {

constexpr int64_t begin = 30'000'000;

// Set by hand: what is tested is what minutes do with it.
drift::Calibration by_hand() {
  drift::Calibration made;
  made.series.resize(4);
  made.series[0].threshold = 1e6;
  made.series[0].shock_minutes = 3;
  return made;
}

drift::ClosedMinutes closed_of(const std::vector<double>& a, int64_t from) {
  drift::ClosedMinutes made;
  made.width = 4;
  for (size_t i = 0; i < a.size(); ++i) {
    made.minute.push_back(from + static_cast<int64_t>(i));
    for (const double value : row_of(a[i])) made.values.push_back(value);
    made.values.push_back(score_of(a[i]));
  }
  return made;
}

struct Subject {
  const drift::ModelReference reference = made_reference(4);
  const drift::Calibration calibration = by_hand();
  drift::Alarms alarms{reference, calibration};
};

}  // namespace

TEST_CASE("a feature that moves raises its alarm, in thinned samples, and only its own") {
  Subject subject;
  CHECK(subject.alarms.see("A", closed_of(slow_series(5, 600), begin)).empty());
  std::vector<double> moved = slow_series(6, 1'440);
  for (double& value : moved) value += 1.5;
  const auto events = subject.alarms.see("A", closed_of(moved, begin + 600));
  std::vector<Event> alarms;
  for (const Event& event : events)
    if (event.kind == Event::Kind::alarm) alarms.push_back(event);
  REQUIRE_FALSE(alarms.empty());
  CHECK(alarms[0].series == 0);
  CHECK(alarms[0].symbol == "A");
  CHECK(alarms[0].value >= 1e6);
  CHECK((alarms[0].minute - begin) % 15 == 7);  // samples of one in 15 min
  CHECK(alarms[0].minute >= begin + 600);
  CHECK(subject.alarms.series()[0].alarms == alarms.size());
  CHECK(subject.alarms.series()[0].is_alarming(begin + 2'040));
  CHECK_FALSE(subject.alarms.series()[0].is_alarming(begin + 6'000));
  CHECK(subject.alarms.series()[1].alarms == 0);
}

TEST_CASE("three extreme minutes of an hour are a shock, and one of them is told") {
  Subject subject;
  std::vector<double> a(200, 0);
  for (const size_t minute : {20U, 50U, 70U, 75U, 100U, 190U}) a[minute] = 9;
  std::vector<Event> events;
  for (size_t i = 0; i < a.size(); ++i) {
    const auto began = subject.alarms.see("A", closed_of({a[i]}, begin + static_cast<int64_t>(i)));
    events.insert(events.end(), began.begin(), began.end());
  }
  REQUIRE(events.size() == 1);
  CHECK(events[0].kind == Event::Kind::shock);
  CHECK(events[0].minute == begin + 70);
  CHECK(events[0].value == 3);
  CHECK(events[0].limit == 3);
  CHECK(subject.alarms.series()[0].shocks == 1);
  CHECK(subject.alarms.series()[0].last_shock == begin + 129);
  CHECK(subject.alarms.extremes(0, begin + 200) == 1);
  CHECK_FALSE(subject.alarms.is_shock(0, begin + 200));
}

TEST_CASE("a shock ends with its hour, also where no minute comes after it") {
  Subject subject;
  subject.alarms.see("A", closed_of({9, 9, 9}, begin));
  CHECK(subject.alarms.is_shock(0, begin + 3));
  CHECK(subject.alarms.is_shock(0, begin + 60));
  CHECK_FALSE(subject.alarms.is_shock(0, begin + 61));
}

TEST_CASE("a gap ages extreme minutes") {
  Subject subject;
  subject.alarms.see("A", closed_of({9, 9}, begin));
  CHECK(subject.alarms.see("A", closed_of({9}, begin + 61)).empty());
  CHECK(subject.alarms.see("B", closed_of({9}, begin)).empty());  // of its own
}

TEST_CASE("the first value of a day off a constant is told, and all are counted") {
  Subject subject;
  auto minutes = closed_of(std::vector<double>(2'000, 0), begin);
  for (const size_t row : {10U, 11U, 12U, 1'600U}) minutes.values[row * 4 + 2] = 5;
  const auto events = subject.alarms.see("A", minutes);
  std::vector<int64_t> told;
  for (const Event& event : events)
    if (event.kind == Event::Kind::off_constant) told.push_back(event.minute - begin);
  CHECK(told == std::vector<int64_t>{10, 1'600});
  CHECK(subject.alarms.series()[2].off_constant == 4);
  CHECK(subject.alarms.series()[2].is_alarming(begin + 2'000));
}

TEST_CASE("minutes count once, and a series that is not known not at all") {
  Subject subject;
  auto minutes = closed_of({9, 9, 9}, begin);
  CHECK(subject.alarms.see("A", minutes).size() == 1);
  CHECK(subject.alarms.see("A", minutes).empty());
  CHECK(subject.alarms.series()[0].shocks == 1);
  auto unknown = closed_of({9, 9, 9}, begin + 100);
  for (size_t row = 0; row < 3; ++row) unknown.values[row * 4] = drift::unknown();
  CHECK(subject.alarms.see("A", unknown).empty());
  CHECK(subject.alarms.extremes(0, begin + 103) == 0);
}

TEST_CASE("alarms go on from bytes as if nothing had happened") {
  std::vector<double> moved = slow_series(6, 1'440);
  for (double& value : moved) value += 1.5;
  const auto whole = closed_of(moved, begin);
  Subject at_once;
  const auto expected = at_once.alarms.see("A", whole);

  Subject first;
  auto events = first.alarms.see("A", closed_of({moved.begin(), moved.begin() + 700}, begin));
  spark::ByteWriter out;
  first.alarms.write(out);
  Subject second;
  spark::ByteReader in(out.text());
  second.alarms.read(in);
  for (const Event& event : second.alarms.see("A", whole)) events.push_back(event);
  REQUIRE(events.size() == expected.size());
  for (size_t i = 0; i < events.size(); ++i) {
    CHECK(events[i].minute == expected[i].minute);
    CHECK(events[i].value == expected[i].value);
  }
  for (size_t size = 0; size < out.text().size(); size += 31) {
    const std::string part = out.text().substr(0, size);
    spark::ByteReader damaged(part);
    CHECK_THROWS_AS(second.alarms.read(damaged), spark::Error);
  }
  CHECK(second.alarms.series()[0].alarms == at_once.alarms.series()[0].alarms);
}
