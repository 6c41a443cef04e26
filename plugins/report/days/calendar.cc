#include "calendar.h"

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace report {
namespace {

namespace chr = std::chrono;

chr::sys_days date_of(int64_t day) {
  return chr::sys_days(chr::days(day));
}

// Digits alone: sscanf would take blanks and signs.
std::optional<int> number_of(std::string_view digits) {
  int number = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return {};
    number = number * 10 + (c - '0');
  }
  return number;
}

}  // namespace

int64_t day_of(int64_t utc_ms) {
  return chr::floor<chr::days>(chr::milliseconds(utc_ms)).count();
}

std::string date_text(int64_t day) {
  const chr::year_month_day date{date_of(day)};
  char text[32];
  const int size = std::snprintf(text, sizeof text, "%04d-%02u-%02u", int(date.year()),
                                 unsigned(date.month()), unsigned(date.day()));
  return {text, static_cast<size_t>(size)};
}

std::optional<int64_t> day_of_text(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return {};
  const auto year = number_of(text.substr(0, 4));
  const auto month = number_of(text.substr(5, 2));
  const auto day = number_of(text.substr(8, 2));
  if (!year || !month || !day) return {};
  const chr::year_month_day date{chr::year(*year), chr::month(static_cast<unsigned>(*month)),
                                 chr::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return {};
  return chr::sys_days(date).time_since_epoch().count();
}

std::string time_text(int64_t utc_ms) {
  const int64_t day = day_of(utc_ms);
  const int64_t second = (utc_ms - day * day_ms) / 1'000;
  char text[16];
  const int size = std::snprintf(text, sizeof text, "T%02d:%02d:%02dZ", int(second / 3'600),
                                 int(second / 60 % 60), int(second % 60));
  return date_text(day) + std::string(text, static_cast<size_t>(size));
}

Week week_of(int64_t day) {
  const chr::weekday weekday{date_of(day)};
  Week week;
  week.monday = day - (static_cast<int64_t>(weekday.iso_encoding()) - 1);
  const chr::year_month_day thursday{date_of(week.monday + 3)};
  const chr::sys_days new_year{thursday.year() / chr::January / 1};
  const int64_t number = (week.monday + 3 - new_year.time_since_epoch().count()) / 7 + 1;
  char text[32];
  const int size =
      std::snprintf(text, sizeof text, "%04d-W%02d", int(thursday.year()), int(number));
  week.name.assign(text, static_cast<size_t>(size));
  return week;
}

std::optional<Week> week_of_text(std::string_view text) {
  if (text.size() != 8 || text.substr(4, 2) != "-W") return {};
  const auto year = number_of(text.substr(0, 4));
  const auto number = number_of(text.substr(6, 2));
  if (!year || !number) return {};
  // 4 January is always in the first week.
  const chr::sys_days fourth{chr::year(*year) / chr::January / 4};
  const Week week = week_of(fourth.time_since_epoch().count() + 7 * (*number - 1));
  if (week.name != text) return {};
  return week;
}

std::vector<int64_t> days_due(std::optional<int64_t> last_reported,
                              std::optional<int64_t> first_measured, int64_t today) {
  std::vector<int64_t> due;
  if (!last_reported && !first_measured) return due;
  const int64_t first = last_reported ? *last_reported + 1 : *first_measured;
  for (int64_t day = std::max(first, today - days_caught_up_max); day < today; ++day)
    due.push_back(day);
  return due;
}

}  // namespace report
