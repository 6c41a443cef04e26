#include "http/date.h"

#include <fmt/format.h>

#include <chrono>

namespace spark::http {
namespace {

constexpr const char* weekdays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
constexpr const char* months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

}  // namespace

void DateHeader::keep(int64_t utc_ms) {
  namespace chrono = std::chrono;
  const chrono::sys_seconds now{chrono::floor<chrono::seconds>(chrono::milliseconds(utc_ms))};
  const int64_t second = now.time_since_epoch().count();
  if (size_ > 0 && second == second_) return;
  second_ = second;
  const auto day = chrono::floor<chrono::days>(now);
  const chrono::year_month_day date(day);
  const chrono::hh_mm_ss time(now - day);
  const auto written = fmt::format_to_n(
      text_.data(), text_.size(), "Date: {}, {:02} {} {:04} {:02}:{:02}:{:02} GMT\r\n",
      weekdays[chrono::weekday(day).c_encoding()], static_cast<unsigned>(date.day()),
      months[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
      time.hours().count(), time.minutes().count(), time.seconds().count());
  size_ = static_cast<size_t>(written.out - text_.data());
}

}  // namespace spark::http
