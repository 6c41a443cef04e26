#include "eval_span.h"

#include <charconv>
#include <chrono>

#include "spark/tool/format.h"

namespace eval {
namespace {

using std::chrono::milliseconds;
using std::chrono::system_clock;

// The digits at [begin, begin + count) as a number; -1 if one is no digit.
int digits(std::string_view text, size_t begin, size_t count) {
  int value = 0;
  for (const char c : text.substr(begin, count)) {
    if (c < '0' || c > '9') return -1;
    value = 10 * value + (c - '0');
  }
  return value;
}

}  // namespace

std::optional<int64_t> time_ms(std::string_view text) {
  constexpr std::string_view full = "2024-03-01T06:30:00Z";
  const bool is_day = text.size() == 10;
  if (!is_day && text.size() != full.size()) return {};
  for (const size_t at : {4, 7, 10, 13, 16, 19})
    if (at < text.size() && text[at] != full[at]) return {};
  const int year = digits(text, 0, 4);
  const int month = digits(text, 5, 2);
  const int day = digits(text, 8, 2);
  if (year < 1970 || month < 1 || day < 1) return {};
  const std::chrono::year_month_day date{std::chrono::year(year),
                                         std::chrono::month(static_cast<unsigned>(month)),
                                         std::chrono::day(static_cast<unsigned>(day))};
  if (!date.ok()) return {};
  const auto midnight = milliseconds(std::chrono::sys_days(date).time_since_epoch()).count();
  if (is_day) return midnight;
  const int hour = digits(text, 11, 2);
  const int minute = digits(text, 14, 2);
  const int second = digits(text, 17, 2);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return {};
  return midnight + ((hour * 60LL + minute) * 60 + second) * 1'000;
}

std::string time_text(int64_t ms) {
  return spark::tool::utc_text(system_clock::time_point(milliseconds(ms)));
}

bool touches(const TrainingSpan& training, int64_t ts_ms, int64_t horizon_ms) {
  const int64_t begin = training.from_ms - training.embargo_ms;
  const int64_t end = training.until_ms + training.embargo_ms;
  return ts_ms <= end && ts_ms + horizon_ms >= begin;
}

int64_t first_clear_ms(const TrainingSpan& training) {
  return training.until_ms + training.embargo_ms + 1;
}

spark::tool::Error overlap(const std::string& version, const TrainingSpan& training,
                           int64_t horizon_ms, uint64_t rows) {
  // Whole seconds, rounded up: the text must name a moment that is clear.
  const int64_t clear_ms = (first_clear_ms(training) + 999) / 1'000 * 1'000;
  const int64_t before_ms = training.from_ms - training.embargo_ms - horizon_ms;
  std::string text = "the data overlap what " + version + " was trained on, ";
  text.append(time_text(training.from_ms)).append(" to ").append(time_text(training.until_ms));
  text.append(", or the embargo of ");
  text.append(spark::tool::duration(static_cast<double>(training.embargo_ms) / 1'000));
  text.append(" around it, in rows: ").append(spark::tool::grouped(rows));
  text.append(
      ". Rows of that time may warm features and are never judged. Judge later ones: --from ");
  text.append(time_text(clear_ms));
  text.append(", or earlier ones: --until ");
  text.append(time_text(before_ms / 1'000 * 1'000));
  return {spark::tool::Exit::usage, std::move(text)};
}

}  // namespace eval
