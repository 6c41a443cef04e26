#include "history.h"

#include <algorithm>
#include <cmath>

namespace features {
namespace {

// Four sums side by side, by the minute's number, each from the oldest minute to the newest: four
// times as fast as one, and the same bits whenever the window is summed.
class Sum {
 public:
  void add(int64_t minute, double value) { lanes_[minute & 3] += value; }
  [[nodiscard]] double total() const { return (lanes_[0] + lanes_[1]) + (lanes_[2] + lanes_[3]); }

 private:
  std::array<double, 4> lanes_{};
};

}  // namespace

History& History::operator=(const History& other) {
  kept_ = other.kept_;
  windows_ = {};
  sorted_from_ = sorted_until_ = 0;
  return *this;
}

int64_t History::oldest() const {
  return std::max(kept_.first.get(), newest() - minutes_max + 1);
}

Minute History::at(int64_t minute) const {
  if (newest() == never || minute < oldest() || minute > newest()) return {};
  const size_t slot = slot_of(minute);
  return {kept_.mids[slot], kept_.log_volumes[slot], kept_.spreads_bp[slot]};
}

std::array<double, 2> History::mids_before(int64_t minute) const {
  std::array<double, 2> mids = {none, none};
  int64_t last = std::min(minute - 1, newest());
  for (double& mid : mids) {
    const int64_t first = last - gap_minutes_max;
    while (last > first && std::isnan(at(last).mid)) --last;
    mid = at(last--).mid;
  }
  return mids;
}

void History::store(int64_t minute, const Minute& values) {
  const size_t slot = slot_of(minute);
  kept_.mids[slot] = values.mid;
  kept_.log_volumes[slot] = values.log_volume;
  kept_.spreads_bp[slot] = values.spread_bp;
}

void History::put(int64_t ts, const Minute& values) {
  const int64_t minute = minute_of(ts);
  if (ends_before(minute)) return restart(ts, values);
  if (minute == newest()) {
    if (sorted_until_ > minute) sort(sorted_from_, minute);  // while its values are still known
    if (windows_.minute > minute) windows_.minute = never;
  } else {
    close_newest();
    for (int64_t missing = newest() + 1; missing < minute; ++missing) {
      store(missing, {});
      kept_.returns[slot_of(missing)] = none;
      kept_.rv5s[slot_of(missing)] = none;
    }
  }
  store(minute, values);
  kept_.newest = minute;
  kept_.newest_ts = ts;
  kept_.astray_count = 0;
}

void History::restart(int64_t ts, const Minute& values) {
  const int64_t minute = minute_of(ts);
  store(minute, values);
  kept_.first = minute;
  kept_.newest = minute;
  kept_.newest_ts = ts;
  kept_.astray_count = 0;
  kept_.life.add(1);
  windows_ = {};
  sorted_from_ = sorted_until_ = 0;
}

uint32_t History::count_astray(int64_t minute) {
  const int64_t before = kept_.astray_minute;
  const bool goes_on =
      kept_.astray_count > 0 && minute >= before && minute - before - 1 <= gap_minutes_max;
  if (!goes_on) {
    kept_.astray_count = 1;
  } else if (minute > before) {
    kept_.astray_count.add(1);
  }
  kept_.astray_minute = minute;
  return kept_.astray_count;
}

// Its return and volatility are known once its values are. Repeating it changes nothing.
void History::close_newest() {
  const int64_t minute = newest();
  const size_t slot = slot_of(minute);
  kept_.returns[slot] = std::log(at(minute).mid / at(minute - 1).mid);
  kept_.rv5s[slot] = std::sqrt(squares(minute, 5));
}

// The sum of the squared returns of so many closed minutes up to `last`, oldest first; NaN if one
// is missing.
double History::squares(int64_t last, int64_t minutes) const {
  if (last - minutes + 1 < oldest()) return none;
  double sum = 0;
  for (int64_t minute = last - minutes + 1; minute <= last; ++minute) {
    const double one = kept_.returns[slot_of(minute)];
    sum += one * one;
  }
  return sum;
}

const Windows& History::windows_at(int64_t minute) {
  if (windows_.minute == minute) return windows_;
  windows_ = {};
  windows_.minute = minute;
  if (ends_before(minute)) return windows_;
  if (minute > newest()) close_newest();
  const int64_t from = std::max(oldest(), minute - window_minutes + 1);
  const int64_t until = std::min(minute, newest() + 1);
  windows_.mid_1m_ago = at(minute - 1).mid;
  windows_.mid_5m_ago = at(minute - 5).mid;
  while (windows_.run < run_minutes && !std::isnan(at(minute - 1 - windows_.run).mid)) {
    ++windows_.run;
  }
  if (until == minute) {
    windows_.last_4 = squares(minute - 1, 4);
    windows_.last_14 = squares(minute - 1, 14);
    windows_.last_59 = squares(minute - 1, 59);
  }
  sum_up(from, until);
  sort(from, until);
  kept_.minutes_left = mid_minutes_left(windows_);
  windows_.spreads = sorted_spreads_.middle();
  windows_.rv5s = sorted_rv5s_.middle();
  return windows_;
}

void History::sum_up(int64_t from, int64_t until) {
  Sum mids, return_squares, log_volumes, squares_of_mids;
  each(from, until, [&](int64_t minute, size_t slot) {
    const double mid = kept_.mids[slot], log_volume = kept_.log_volumes[slot];
    const double one = kept_.returns[slot];
    if (!std::isnan(mid)) mids.add(minute, mid), ++windows_.mids;
    if (!std::isnan(one)) return_squares.add(minute, one * one), ++windows_.returns;
    if (!std::isnan(log_volume)) log_volumes.add(minute, log_volume), ++windows_.log_volumes;
  });
  windows_.return_squares = return_squares.total();
  windows_.log_volume_sum = log_volumes.total();
  if (windows_.mids == 0) return;
  windows_.mid_mean = mids.total() / static_cast<double>(windows_.mids);
  each(from, until, [&](int64_t minute, size_t slot) {
    const double off = kept_.mids[slot] - windows_.mid_mean;
    if (!std::isnan(off)) squares_of_mids.add(minute, off * off);
  });
  windows_.mid_squares = squares_of_mids.total();
}

// Lets the sorted values be those of `from` to before `until`, by what differs.
void History::sort(int64_t from, int64_t until) {
  const auto add = [this](int64_t begin, int64_t end) {
    each(begin, end, [this](int64_t, size_t slot) {
      sorted_spreads_.add(kept_.spreads_bp[slot]);
      sorted_rv5s_.add(kept_.rv5s[slot]);
    });
  };
  const auto remove = [this](int64_t begin, int64_t end) {
    each(begin, end, [this](int64_t, size_t slot) {
      sorted_spreads_.remove(kept_.spreads_bp[slot]);
      sorted_rv5s_.remove(kept_.rv5s[slot]);
    });
  };
  // Values that are not in the ring any more cannot be taken out one by one.
  if (from >= sorted_until_ || until <= sorted_from_ || sorted_from_ < oldest()) {
    sorted_spreads_.clear();
    sorted_rv5s_.clear();
    sorted_from_ = sorted_until_ = from;
  }
  remove(sorted_from_, from);
  add(from, sorted_from_);
  remove(until, sorted_until_);
  add(sorted_until_, until);
  sorted_from_ = from;
  sorted_until_ = until;
}

}  // namespace features
