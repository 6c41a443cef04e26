// What was counted of one pair of models over the last 24 hours, by hours and by minutes, and the
// figures that others read as facts. Times are the host's, in UTC: the event clock's in a replay.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "pair_bucket.h"

namespace shadow {

// The hours of a day, and the present one.
struct PairDay {
  int64_t from_ms = 0;
  PairSums sums;
  std::map<int64_t, uint64_t> hours;  // pairs of each that has some
  Spreads<uint64_t> spreads;

  void add(int64_t hour, const PairBucket& counts);
};

// One thread at a time.
class PairHistory {
 public:
  static constexpr int64_t minute_ms = pair_minute_ms;
  static constexpr int64_t hour_ms = 60 * minute_ms;
  static constexpr int64_t hours_kept = 24;
  static constexpr size_t minutes_kept = 240;  // of those with requests
  static constexpr uint64_t samples_min = pair_samples_min;
  using Buckets = PairBuckets;  // by the number of the hour or minute

  // Adds what was counted until then.
  void add(int64_t now_ms, const PairBucket& more);
  // What there is to say: a rate of no requests is absent. The windows of 24 hours begin with a
  // whole hour, those of minutes with a whole minute. Where the last 5 or 10 minutes have fewer
  // than 100 samples, they reach back to the newest 100, of at most 24 hours. Those of
  // alerts do not: alert_figures.h.
  [[nodiscard]] std::vector<Figure> figures(int64_t now_ms);
  // What those of 24 hours are computed from.
  [[nodiscard]] PairDay day(int64_t now_ms);

  [[nodiscard]] const Buckets& hours() const { return hours_; }
  [[nodiscard]] const Buckets& minutes() const { return minutes_; }
  // Replaces everything, or adds to it; for what was kept.
  void go_on_from(Buckets hours, Buckets minutes);
  void add(const Buckets& hours, const Buckets& minutes);
  [[nodiscard]] bool empty() const { return hours_.empty(); }
  void forget(int64_t now_ms);

 private:
  void sum_up_before(int64_t hour);
  void add_day(int64_t now_ms, std::vector<Figure>& all);
  void add_recent(int64_t now_ms, std::vector<Figure>& all) const;

  Buckets hours_, minutes_;
  // Of the hours before one: looks are frequent, and those hours stay as they are.
  struct Before {
    int64_t hour = -1;  // -1: to be summed up
    PairDay day;
  } before_;
};

}  // namespace shadow
