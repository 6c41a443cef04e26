#include "spark/tool/format.h"

#include <charconv>
#include <cmath>
#include <cstdio>
#include <ctime>

#include "spark/text.h"

namespace spark::tool {
namespace {

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

std::string shortest(double value) {
  const double size = std::abs(value);
  const bool plain = size == 0 || (size >= 1e-6 && size < 1e21);
  const auto format = plain ? std::chars_format::fixed : std::chars_format::general;
  char buffer[64];
  return std::string(buffer, std::to_chars(buffer, buffer + sizeof buffer, value, format).ptr);
}

std::string rounded(double value) {
  if (value == std::floor(value)) return shortest(value);
  char buffer[32];
  const char* const end =
      std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::general, 6).ptr;
  double read = value;
  (void)std::from_chars(buffer, end, read);
  return shortest(read);
}

std::string fixed(double value, int decimals) {
  char buffer[64];
  const auto [end, code] =
      std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed, decimals);
  return code == std::errc() ? std::string(buffer, end) : shortest(value);
}

std::string grouped(uint64_t value) {
  std::string digits = std::to_string(value);
  for (size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
  return digits;
}

std::string percent(double ratio, int decimals) {
  return fixed(ratio * 100, decimals) + " %";
}

std::string duration(double seconds) {
  if (seconds < 60) return fixed(seconds, 1) + " s";
  const auto whole = static_cast<uint64_t>(seconds);
  char buffer[64];
  if (whole < 3600) {
    std::snprintf(buffer, sizeof buffer, "%d min %02d s", static_cast<int>(whole / 60),
                  static_cast<int>(whole % 60));
  } else {
    std::snprintf(buffer, sizeof buffer, "%llu h %02d min",
                  static_cast<unsigned long long>(whole / 3600),
                  static_cast<int>(whole % 3600 / 60));
  }
  return buffer;
}

namespace {

std::string utc(std::chrono::system_clock::time_point time, const char* format) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm fields{};
  gmtime_r(&seconds, &fields);
  char buffer[32];
  return std::string(buffer, std::strftime(buffer, sizeof buffer, format, &fields));
}

}  // namespace

std::string utc_text(std::chrono::system_clock::time_point time) {
  return utc(time, "%Y-%m-%dT%H:%M:%SZ");
}

std::string utc_compact(std::chrono::system_clock::time_point time) {
  return utc(time, "%Y%m%dT%H%M%SZ");
}

std::string shortened(std::string_view text, size_t bytes_max) {
  if (text.size() <= bytes_max) return std::string(text);
  return std::string(whole_characters(text, bytes_max)) + "…";
}

std::optional<int64_t> utc_ms(std::string_view text) {
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
  const auto midnight =
      std::chrono::milliseconds(std::chrono::sys_days(date).time_since_epoch()).count();
  if (is_day) return midnight;
  const int hour = digits(text, 11, 2);
  const int minute = digits(text, 14, 2);
  const int second = digits(text, 17, 2);
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return {};
  return midnight + ((hour * 60LL + minute) * 60 + second) * 1'000;
}

}  // namespace spark::tool
