#include "stretch.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <string>

#include "spark/error.h"

namespace features {
namespace {

bool is_there(const Minute& minute) {
  return !std::isnan(minute.mid);
}

bool same_bits(const Minute& one, const Minute& other) {
  const auto bits = [](double value) { return std::bit_cast<uint64_t>(value); };
  return bits(one.mid) == bits(other.mid) && bits(one.log_volume) == bits(other.log_volume) &&
         bits(one.spread_bp) == bits(other.spread_bp);
}

bool is_none_or_at_least_0(double value) {
  return std::isnan(value) || (value >= 0 && std::isfinite(value));
}

[[noreturn]] void refuse(const std::string& why) {
  throw spark::Error(why, SPARK_E_INVALID);
}

}  // namespace

Stretch stretch_of(const History& history, int64_t from, int64_t until) {
  Stretch out;
  out.life = history.life();
  if (history.newest() == never) return out;
  until = std::min(until, history.newest() + 1);
  while (until > from && !is_there(history.at(until - 1))) --until;
  from = std::max(from, history.oldest());
  if (from >= until) return out;
  out.first = from;
  out.last_ts = until - 1 == history.newest() ? history.newest_ts() : (until - 1) * minute_ms;
  out.minutes.reserve(static_cast<size_t>(until - from));
  for (int64_t minute = from; minute < until; ++minute) out.minutes.push_back(history.at(minute));
  return out;
}

Stretch stretch_of(const History& history) {
  if (history.newest() == never) return {};
  return stretch_of(history, history.oldest(), history.newest() + 1);
}

Stretch part_until(const Stretch& stretch, int64_t last) {
  if (last >= stretch.end() - 1) return stretch;
  Stretch out;
  out.life = stretch.life;
  while (last >= stretch.first && !is_there(stretch.at(last))) --last;
  if (last < stretch.first) return out;
  out.first = stretch.first;
  out.last_ts = last * minute_ms;
  out.minutes.assign(stretch.minutes.begin(),
                     stretch.minutes.begin() + static_cast<ptrdiff_t>(last - stretch.first + 1));
  return out;
}

void write(spark::ByteWriter& out, const Stretch& stretch) {
  out.u64(stretch.life);
  out.i64(stretch.first);
  out.i64(stretch.last_ts);
  out.u64(stretch.minutes.size());
  for (const Minute& minute : stretch.minutes) {
    out.f64(minute.mid);
    out.f64(minute.log_volume);
    out.f64(minute.spread_bp);
  }
}

Stretch read_stretch(spark::ByteReader& in) {
  Stretch out;
  out.life = in.u64();
  out.first = in.i64();
  out.last_ts = in.i64();
  const uint64_t count = in.u64();
  if (count > static_cast<uint64_t>(History::minutes_max)) {
    refuse("expected at most 1500 minutes, found " + std::to_string(count));
  }
  for (uint64_t i = 0; i < count; ++i) {
    Minute minute;
    minute.mid = in.f64();
    minute.log_volume = in.f64();
    minute.spread_bp = in.f64();
    const bool is_price = std::isnan(minute.mid) || (minute.mid > 0 && std::isfinite(minute.mid));
    if (!is_price || !is_none_or_at_least_0(minute.log_volume) ||
        !is_none_or_at_least_0(minute.spread_bp)) {
      refuse("minute " + std::to_string(i) + " has values that no snapshot has");
    }
    out.minutes.push_back(minute);
  }
  if (count == 0) return out;
  const bool is_time = unit_of(out.last_ts) == TimeUnit::milliseconds && out.first >= 0 &&
                       out.first <= minute_of(out.last_ts);
  if (!is_time || minute_of(out.last_ts) != out.end() - 1 || !is_there(out.minutes.back())) {
    refuse("the last minute is not the one of its time");
  }
  return out;
}

void append(History& history, const Stretch& stretch) {
  for (int64_t minute = stretch.first; minute < stretch.end(); ++minute) {
    const Minute values = stretch.at(minute);
    if (!is_there(values)) continue;
    history.put(minute + 1 == stretch.end() ? stretch.last_ts : minute * minute_ms, values);
  }
}

void join(History& history, const Stretch& other, const Stretch& stale, History& spare) {
  if (other.minutes.empty()) return;
  const bool is_empty = history.newest() == never;
  const int64_t own_first = is_empty ? other.first : history.oldest();
  const int64_t own_last = is_empty ? never : history.newest();
  spare = History();
  const int64_t last = std::max(own_last, other.end() - 1);
  // What is further back cannot matter.
  const int64_t first = std::max(std::min(own_first, other.first), last - History::minutes_max + 1);
  for (int64_t minute = first; minute <= last; ++minute) {
    const Minute own = history.at(minute), theirs = other.at(minute);
    const bool is_stale = is_there(own) && same_bits(own, stale.at(minute));
    const bool takes_own = is_there(own) && !(is_stale && is_there(theirs));
    if (!takes_own && !is_there(theirs)) continue;
    int64_t ts = minute * minute_ms;
    if (!takes_own && minute == other.end() - 1) ts = other.last_ts;
    if (takes_own && minute == own_last) ts = history.newest_ts();
    spare.put(ts, takes_own ? own : theirs);
  }
  spare.set_life(std::max(history.life(), other.life));
  if (history.is_live()) spare.set_live();
  history = spare;
}

}  // namespace features
