#include "spark/recorded/url.h"

#include <chrono>
#include <cstdio>

#include "spark/tool/format.h"
#include "spark/tool/visible.h"

namespace spark::recorded {

using tool::Error;
using tool::Exit;
using tool::Result;

namespace {

Error no_url(std::string_view url) {
  return {Exit::usage,
          tool::visible(tool::shortened(url, 100)) +
              ": expected recorder://2024-05-01, recorder://2024-05-01..2024-05-07, or either with "
              "the log's name behind it: recorder://2024-05-01/predict"};
}

}  // namespace

std::string full_name(std::string_view log) {
  return log.starts_with("recorder.") ? std::string(log) : std::string("recorder.").append(log);
}

std::optional<int64_t> day_ms_from(std::string_view text) {
  int year = 0;
  unsigned month = 0, day = 0;
  char rest = 0;
  const std::string whole(text);
  if (std::sscanf(whole.c_str(), "%4d-%2u-%2u%c", &year, &month, &day, &rest) != 3)
    return std::nullopt;
  const std::chrono::year_month_day read{std::chrono::year(year), std::chrono::month(month),
                                         std::chrono::day(day)};
  if (!read.ok()) return std::nullopt;
  const std::chrono::sys_time<std::chrono::milliseconds> time = std::chrono::sys_days(read);
  return time.time_since_epoch().count();
}

Result<RecordedDays> recorded_days(std::string_view url) {
  if (!url.starts_with(recorder_scheme)) return no_url(url);
  std::string_view rest = url.substr(recorder_scheme.size());
  RecordedDays days;
  if (const size_t slash = rest.find('/'); slash != std::string_view::npos) {
    const std::string_view log = rest.substr(slash + 1);
    if (log.empty()) return no_url(url);
    days.log = full_name(log);
    rest = rest.substr(0, slash);
  }
  const size_t dots = rest.find("..");
  const auto first = day_ms_from(rest.substr(0, dots));
  const auto last = dots == std::string_view::npos ? first : day_ms_from(rest.substr(dots + 2));
  if (!first || !last || *last < *first) return no_url(url);
  days.from_ms = *first;
  days.to_ms = *last + day_length_ms;
  return days;
}

}  // namespace spark::recorded
