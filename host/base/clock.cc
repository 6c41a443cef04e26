// UTC stamps from civil-date arithmetic: no allocation, no locale, no time-zone files.
#include "base/clock.h"

#include <algorithm>

namespace spark::base {
namespace {

// Writes `value` with leading zeros into out[0 .. digits).
void put(char* out, uint32_t digits, uint32_t value) {
  for (uint32_t i = digits; i-- > 0; value /= 10) out[i] = static_cast<char>('0' + value % 10);
}

}  // namespace

void iso8601_utc(int64_t utc_ms, char (&out)[24]) {
  using std::chrono::days;
  using std::chrono::milliseconds;
  using std::chrono::sys_days;
  using std::chrono::year_month_day;

  constexpr int64_t last_ms = 253'402'300'799'999;  // 9999-12-31T23:59:59.999Z
  const auto since_epoch = milliseconds(std::clamp<int64_t>(utc_ms, 0, last_ms));
  const auto day = std::chrono::floor<days>(since_epoch);
  const year_month_day date{sys_days(day)};
  const auto ms_of_day = static_cast<uint32_t>((since_epoch - day).count());

  std::copy_n("0000-00-00T00:00:00.000Z", sizeof out, out);
  put(out, 4, static_cast<uint32_t>(static_cast<int>(date.year())));
  put(out + 5, 2, static_cast<unsigned>(date.month()));
  put(out + 8, 2, static_cast<unsigned>(date.day()));
  put(out + 11, 2, ms_of_day / 3'600'000);
  put(out + 14, 2, ms_of_day / 60'000 % 60);
  put(out + 17, 2, ms_of_day / 1'000 % 60);
  put(out + 20, 3, ms_of_day % 1'000);
}

std::string iso8601_utc(int64_t utc_ms) {
  char stamp[24];
  iso8601_utc(utc_ms, stamp);
  return {stamp, sizeof stamp};
}

}  // namespace spark::base
