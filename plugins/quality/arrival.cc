#include "arrival.h"

#include <array>
#include <cmath>

namespace quality {
namespace {

// Whether the mids of two minutes may be those of one market.
bool is_off(const Last& last, int64_t minute, double mid) {
  const bool opens = minute > minute_of(last.ts_ms);
  const int64_t before = opens ? minute_of(last.ts_ms) : last.minute_before.get();
  const double mid_before = opens ? last.mid : last.mid_before;
  if (mid_before <= 0 || minute - before - 1 > mid_gap_minutes_max) return false;
  return std::abs(mid / mid_before - 1) > mid_step_max;
}

uint32_t count_back(Last& last, int64_t minute) {
  if (last.back_count == 0 || minute > last.back_minute) {
    last.back_count.add(1);
  } else if (minute < last.back_minute) {
    last.back_count = 1;
  }
  last.back_minute = minute;
  return last.back_count;
}

}  // namespace

const char* name_of(Arrival arrival) {
  constexpr std::array names = {"advanced",   "updated", "began",     "duplicate",
                                "disordered", "late",    "off",       "ahead",
                                "no_time",    "no_mid",  "no_symbol", "no_room"};
  static_assert(names.size() == static_cast<size_t>(Arrival::count_));
  return names[static_cast<size_t>(arrival)];
}

Arrival arrival_of(Last& last, int64_t ts_ms, double mid, int64_t now_ms) {
  if (ts_ms > now_ms + ahead_ms_max) return Arrival::ahead;
  if (last.ts_ms == 0) return Arrival::began;
  const int64_t minute = minute_of(ts_ms);
  const int64_t open = minute_of(last.ts_ms);
  if (ts_ms == last.ts_ms) return Arrival::duplicate;
  if (minute < open) {
    if (open - minute <= back_minutes_min) return Arrival::late;
    return count_back(last, minute) < back_count_min ? Arrival::late : Arrival::began;
  }
  if (ts_ms < last.ts_ms) return Arrival::disordered;
  if (is_off(last, minute, mid)) return Arrival::off;
  return minute == open ? Arrival::updated : Arrival::advanced;
}

void enter(Last& last, Arrival arrival, int64_t ts_ms, double mid) {
  if (arrival == Arrival::began) {
    last.life.add(1);
    last.first = minute_of(ts_ms);
    last.mid_before = 0.0;
  } else if (arrival == Arrival::advanced) {
    last.minute_before = minute_of(last.ts_ms);
    last.mid_before = last.mid;
  }
  last.mid = mid;
  last.back_count = 0;
  last.ts_ms = ts_ms;
}

}  // namespace quality
