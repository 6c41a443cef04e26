// Days, weeks, and which reports are due.
#include "days/calendar.h"

#include "support/catch.h"

using namespace report;

namespace {

int64_t day(const char* text) {
  return day_of_text(text).value();
}

}  // namespace

TEST_CASE("a day is found by its text, and the text by its day") {
  for (const char* text : {"1970-01-01", "2024-02-29", "2024-05-31", "2026-12-31"})
    CHECK(date_text(day(text)) == text);
  CHECK(day("1970-01-02") == 1);
  for (const char* text : {"", "2024-02-30", "2023-02-29", "2024-5-31", "2024-05-31x", "2024-13-01",
                           "2024-05- 1", "+024-05-01", "2024/05/01"})
    CHECK_FALSE(day_of_text(text));
  CHECK(day_of(day("2024-05-31") * day_ms) == day("2024-05-31"));
  CHECK(day_of(day("2024-05-31") * day_ms - 1) == day("2024-05-30"));
  CHECK(time_text(day("2024-05-31") * day_ms + 86'399'999) == "2024-05-31T23:59:59Z");
}

TEST_CASE("a week is that of ISO 8601") {
  struct {
    const char* day;
    const char* week;
    const char* monday;
  } const cases[] = {
      {"2024-05-31", "2024-W22", "2024-05-27"}, {"2024-12-30", "2025-W01", "2024-12-30"},
      {"2023-01-01", "2022-W52", "2022-12-26"}, {"2020-12-31", "2020-W53", "2020-12-28"},
      {"2021-01-03", "2020-W53", "2020-12-28"}, {"2024-06-02", "2024-W22", "2024-05-27"},
  };
  for (const auto& each : cases) {
    INFO(each.day);
    CHECK(week_of(day(each.day)).name == each.week);
    CHECK(week_of(day(each.day)).monday == day(each.monday));
    CHECK(week_of_text(each.week).value().monday == day(each.monday));
  }
  for (const char* text : {"", "2024-W00", "2024-W53", "2024-W5", "2024W22", "2024-W 1"})
    CHECK_FALSE(week_of_text(text));
}

TEST_CASE("no day's report is left out, and none is due twice") {
  struct {
    const char* what;
    std::optional<int64_t> last, first;
    int64_t today;
    std::vector<int64_t> due;
  } const cases[] = {
      {"nothing was ever measured", {}, {}, 100, {}},
      {"the first day is under way", {}, 100, 100, {}},
      {"midnight after the first day", {}, 100, 101, {100}},
      {"midnight", 99, 95, 101, {100}},
      {"a restart just after midnight", 99, 95, 101, {100}},
      {"a second look after midnight", 100, 95, 101, {}},
      {"a restart just before midnight", 99, 95, 100, {}},
      {"a host that was down for three days", 99, 95, 103, {100, 101, 102}},
      {"a clock that was set back", 100, 95, 99, {}},
  };
  for (const auto& each : cases) {
    INFO(each.what);
    CHECK(days_due(each.last, each.first, each.today) == each.due);
  }
  const auto many = days_due(10, 1, 500);
  CHECK(many.size() == 31);
  CHECK(many.front() == 469);
  CHECK(many.back() == 499);
}
