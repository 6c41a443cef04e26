// Which minutes a window holds, as a table, and what counts in the overall value.
#include "windows.h"

#include <numeric>

#include "drift/made.h"
#include "support/catch.h"

using namespace spark::test;
using drift::day_minutes;

namespace {

constexpr int64_t now = 30'000'000;

struct Case {
  const char* what;
  int64_t gap;    // minutes between now and the newest sample
  int64_t count;  // samples before that, one each `step` minutes
  int64_t step;
  int64_t length;
  int64_t from;  // minutes before now
  bool is_by_samples;
};

constexpr Case cases[] = {
    {"a full day", 0, 3'000, 1, day_minutes, day_minutes, false},
    {"an hour of one symbol has 60: the last 100", 0, 3'000, 1, 60, 100, true},
    {"an hour of two samples a minute", 0, 3'000, 0, 60, 60, false},
    {"one sample in ten minutes: the last 100", 0, 144, 10, 60, 1'000, true},
    {"one sample in half an hour: a day", 0, 3'000, 30, 60, day_minutes, true},
    {"a silent hour: the 100 before", 61, 3'000, 1, 60, 161, true},
    {"a silent day: nothing", day_minutes + 1, 3'000, 1, 60, 60, false},
    {"few samples: all of them", 0, 5, 60, 60, 300, true},
    {"a week is never longer", 0, 5, day_minutes * 3, 7 * day_minutes, 7 * day_minutes, false},
    {"nothing at all", 0, 0, 1, 60, 60, false},
};

drift::ClosedMinutes closed_of(const std::vector<double>& a, int64_t until) {
  drift::ClosedMinutes made;
  made.width = 4;
  for (size_t i = 0; i < a.size(); ++i) {
    made.minute.push_back(until - static_cast<int64_t>(a.size() - i));
    for (const double value : row_of(a[i])) made.values.push_back(value);
    made.values.push_back(score_of(a[i]));
  }
  return made;
}

}  // namespace

TEST_CASE("a window holds its minutes, or the last hundred samples of a day") {
  for (const Case& each : cases) {
    INFO(each.what);
    std::vector<int64_t> minutes;
    for (int64_t i = each.count; i > 0; --i)
      minutes.push_back(now - each.gap - (each.step == 0 ? (i + 1) / 2 : 1 + (i - 1) * each.step));
    if (each.step == 10 || each.step == 30)
      for (int64_t& minute : minutes) minute -= each.step - 1;
    const auto span = drift::span_of(minutes, now, each.length);
    CHECK(span.is_by_samples == each.is_by_samples);
    CHECK(span.until == now);
    if (each.step != 60) CHECK(now - span.from == each.from);
    if (each.step == 60) CHECK(now - span.from == 241);
  }
}

TEST_CASE("constants have no part in the overall value, and duplicates count once") {
  const auto reference = made_reference();
  CHECK_FALSE(reference.series[0].duplicate_of);
  CHECK(reference.series[1].duplicate_of == size_t{0});
  CHECK_FALSE(reference.series[2].duplicate_of);
  const drift::ClosedMinutes minutes[] = {closed_of(slow_series(9, 1'440), now)};
  const auto figures = drift::figures_of(reference, minutes, now, day_minutes);
  REQUIRE(figures.overall);
  CHECK(*figures.overall == *figures.series[0].psi.value);
  CHECK(*figures.series[1].psi.value == *figures.series[0].psi.value);
  CHECK(figures.series[2].psi.reason == spark::stats::PsiReason::constant);
  CHECK(figures.coverage == 1);
}

TEST_CASE("samples of several symbols add up, and minutes count once") {
  const auto reference = made_reference();
  const drift::ClosedMinutes minutes[] = {closed_of(slow_series(9, 700), now),
                                          closed_of(slow_series(10, 720), now)};
  const auto figures = drift::figures_of(reference, minutes, now, day_minutes);
  CHECK(figures.samples == 1'420);
  CHECK(figures.minutes == 720);
  CHECK(figures.coverage == 0.5);
}

TEST_CASE("a value off the constant is counted, and an input that is not known lowers coverage") {
  const auto reference = made_reference();
  drift::ClosedMinutes minutes[] = {closed_of(slow_series(9, 1'440), now)};
  minutes[0].values[2] = 7;  // c, which is always 1
  for (size_t row = 0; row < 144; ++row) minutes[0].values[4 * row] = drift::unknown();
  const auto figures = drift::figures_of(reference, minutes, now, day_minutes);
  CHECK(figures.series[2].off_constant == 1);
  CHECK(figures.series[0].psi.samples == 1'296);
  CHECK(figures.coverage == Approx(0.9));
  CHECK_FALSE(figures.is_complete());
}
