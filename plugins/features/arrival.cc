#include "arrival.h"

#include <cmath>

namespace features {

const char* name_of(Arrival arrival) {
  constexpr const char* names[] = {"advanced",  "updated", "began", "duplicate", "earlier",
                                   "late",      "off",     "ahead", "no_time",   "no_mid",
                                   "no_symbol", "no_room", "read"};
  static_assert(std::size(names) == static_cast<size_t>(Arrival::count_));
  return names[static_cast<size_t>(arrival)];
}

Arrival arrival_of(History& history, int64_t ts, double mid) {
  const int64_t minute = minute_of(ts);
  if (history.ends_before(minute)) return Arrival::began;
  if (ts == history.newest_ts()) return Arrival::duplicate;
  if (minute < history.newest()) {
    if (history.newest() - minute <= back_minutes_min) return Arrival::late;
    return history.count_back(minute) < back_count_min ? Arrival::late : Arrival::began;
  }
  if (ts < history.newest_ts()) return Arrival::earlier;
  const double before = history.mid_before(minute);
  if (std::abs(mid / before - 1) > mid_step_max) return Arrival::off;  // false without one before
  return minute == history.newest() ? Arrival::updated : Arrival::advanced;
}

}  // namespace features
