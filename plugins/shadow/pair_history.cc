#include "pair_history.h"

#include <array>
#include <iterator>
#include <optional>

#include "alert_figures.h"
#include "pair_sums.h"

namespace shadow {
namespace {

struct Span {
  PairBucket counts;
  int64_t from_ms = 0;
};

// The buckets of the window, and before it so many that there are 100 of what is counted.
Span recent(const PairHistory::Buckets& minutes, int64_t now_ms, int64_t window,
            uint64_t PairSums::*samples) {
  const int64_t last = now_ms / PairHistory::minute_ms;
  const int64_t oldest = last - PairHistory::hours_kept * 60;
  Span span;
  span.from_ms = (last - window + 1) * PairHistory::minute_ms;
  for (auto each = minutes.rbegin(); each != minutes.rend(); ++each) {
    if (each->first > last) continue;
    const bool is_inside = each->first > last - window;
    const bool has_enough = span.counts.sums.*samples >= PairHistory::samples_min;
    if (each->first <= oldest || (!is_inside && has_enough)) break;
    if (!is_inside) span.from_ms = each->first * PairHistory::minute_ms;
    span.counts += each->second;
  }
  return span;
}

}  // namespace

void PairHistory::add(int64_t now_ms, const PairBucket& more) {
  if (!more.empty()) {
    const int64_t hour = now_ms / hour_ms;
    hours_[hour] += more;
    if (hour < before_.hour) before_.hour = -1;
    PairBucket& minute = minutes_[now_ms / minute_ms];
    minute.sums += more.sums;
    shadow::add(minute.production_times, more.production_times);
    shadow::add(minute.candidate_times, more.candidate_times);
  }
  forget(now_ms);
}

// Minutes go once they are out of every window, and the newer ones are enough without them. Of
// those before the last ten, the sums alone stay then: how times spread is no more asked.
void PairHistory::forget(int64_t now_ms) {
  constexpr int64_t longest = 60, longest_of_times = 10;
  const int64_t last = now_ms / minute_ms;
  hours_.erase(hours_.begin(), hours_.upper_bound(now_ms / hour_ms - hours_kept));
  minutes_.erase(minutes_.begin(), minutes_.upper_bound(last - hours_kept * 60));
  while (minutes_.size() > minutes_kept) minutes_.erase(minutes_.begin());
  uint64_t requests = 0, scored = 0;
  for (auto each = minutes_.end(); each != minutes_.begin();) {
    --each;
    const bool has_enough = requests >= samples_min && scored >= samples_min;
    if (has_enough && each->first <= last - longest) {
      minutes_.erase(minutes_.begin(), std::next(each));
      return;
    }
    if (has_enough && each->first <= last - longest_of_times) {
      each->second.production_times.clear();
      each->second.candidate_times.clear();
    }
    requests += each->second.sums.requests;
    scored += each->second.sums.scored;
  }
}

void PairHistory::sum_up_before(int64_t hour) {
  if (before_.hour == hour) return;
  before_ = {};
  before_.hour = hour;
  for (const auto& [number, counts] : hours_)
    if (number > hour - hours_kept && number < hour) before_.day.add(number, counts);
}

void PairDay::add(int64_t hour, const PairBucket& counts) {
  sums += counts.sums;
  if (counts.sums.pairs > 0) hours[hour] += counts.sums.pairs;
  add_to(spreads.production_times, counts.production_times);
  add_to(spreads.candidate_times, counts.candidate_times);
  add_to(spreads.deltas, counts.deltas);
}

PairDay PairHistory::day(int64_t now_ms) {
  const int64_t hour = now_ms / hour_ms;
  sum_up_before(hour);
  PairDay day = before_.day;
  if (const auto now = hours_.find(hour); now != hours_.end()) day.add(hour, now->second);
  day.from_ms = (hour - hours_kept + 1) * hour_ms;
  return day;
}

std::vector<Figure> PairHistory::figures(int64_t now_ms) {
  std::vector<Figure> all;
  add_day(now_ms, all);
  add_recent(now_ms, all);
  add_alert_figures(minutes_, now_ms, all);
  return all;
}

void PairHistory::add_day(int64_t now_ms, std::vector<Figure>& all) {
  const PairDay of = day(now_ms);
  const spark::stats::PairFigures figures = spark::stats::pair_figures(
      of.sums, of.hours.size(), of.spreads.candidate_times, of.spreads.deltas);
  const auto add = [&](const char* name, const char* unit, std::optional<double> value,
                       uint64_t samples) {
    if (value) all.push_back({name, unit, false, *value, samples, of.from_ms});
  };
  const uint64_t pairs = figures.pairs, scored = figures.scored;
  add("pairs_24h", "", static_cast<double>(pairs), pairs);
  add("hours_24h", "h", static_cast<double>(figures.hours), pairs);
  add("p95_ms_24h", "ms", figures.p95_ms, figures.times);
  add("error_rate_24h", "ratio", figures.error_rate, pairs);
  add("match_rate_24h", "ratio", figures.match_rate, scored);
  add("delta_mean_24h", "", figures.delta_mean, scored);
  add("delta_p99_24h", "", figures.delta_p99, scored);
  add("delta_std_24h", "", figures.delta_std, scored);
}

void PairHistory::add_recent(int64_t now_ms, std::vector<Figure>& all) const {
  const Span matched = recent(minutes_, now_ms, 5, &PairSums::scored);
  if (const PairSums& sums = matched.counts.sums; sums.scored > 0)
    all.push_back({"match_rate_5min", "ratio", false, ratio(sums.matches, sums.scored), sums.scored,
                   matched.from_ms});
  const auto add = [&](const char* name, const char* unit, const Span& span, double value,
                       uint64_t samples) {
    if (samples > 0) all.push_back({name, unit, true, value, samples, span.from_ms});
  };
  const auto add_errors = [&](const char* name, const Span& span) {
    const PairSums& sums = span.counts.sums;
    if (sums.requests > 0)
      add(name, "ratio", span, ratio(sums.production_errors, sums.requests), sums.requests);
  };
  const Span ten = recent(minutes_, now_ms, 10, &PairSums::requests);
  const Span five = recent(minutes_, now_ms, 5, &PairSums::requests);
  add_errors("production_error_rate_5min", five);
  const PairSums& paired = five.counts.sums;
  add("production_worse_5min", "looks", five, static_cast<double>(paired.production_worse),
      paired.production_worse + paired.candidate_worse);
  add_errors("production_error_rate_10min", ten);
  std::array<uint64_t, TimeSketch::cells> times{};
  add_to(times, ten.counts.production_times);
  const Times found = times_of(times);
  add("production_p95_ms_10min", "ms", ten, found.p95_ms, found.count);
}

void PairHistory::go_on_from(Buckets hours, Buckets minutes) {
  before_.hour = -1;
  hours_ = std::move(hours);
  minutes_ = std::move(minutes);
}

void PairHistory::add(const Buckets& hours, const Buckets& minutes) {
  before_.hour = -1;
  for (const auto& [number, counts] : hours) hours_[number] += counts;
  for (const auto& [number, counts] : minutes) minutes_[number] += counts;
}

}  // namespace shadow
