#include "arrival.h"

#include <cmath>

namespace features {

const char* name_of(Arrival arrival) {
  constexpr const char* names[] = {"advanced", "updated",   "began",      "duplicate", "earlier",
                                   "late",     "jumped",    "off",        "ahead",     "no_time",
                                   "no_mid",   "no_symbol", "not_listed", "no_room",   "read"};
  static_assert(std::size(names) == static_cast<size_t>(Arrival::count_));
  return names[static_cast<size_t>(arrival)];
}

namespace {

bool is_near(double mid, double before) {
  return std::abs(mid / before - 1) <= mid_step_max;  // false without one before
}

}  // namespace

Arrival arrival_of(History& history, int64_t ts, double mid) {
  const int64_t minute = minute_of(ts);
  if (history.newest() == never) return Arrival::began;
  if (history.ends_before(minute)) {
    return history.count_astray(minute) < jump_count_min ? Arrival::jumped : Arrival::began;
  }
  if (ts == history.newest_ts()) return Arrival::duplicate;
  if (minute < history.newest()) {
    if (history.newest() - minute <= back_minutes_min) return Arrival::late;
    return history.count_astray(minute) < back_count_min ? Arrival::late : Arrival::began;
  }
  if (ts < history.newest_ts()) return Arrival::earlier;
  const auto [before, earlier] = history.mids_before(minute);
  const bool is_first = std::isnan(before);
  if (!is_first && !is_near(mid, before) && !is_near(mid, earlier)) return Arrival::off;
  return minute == history.newest() ? Arrival::updated : Arrival::advanced;
}

}  // namespace features
