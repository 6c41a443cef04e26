#include "alert_figures.h"

#include <array>

#include "pair_sums.h"

namespace shadow {
namespace {

struct AlertWindow {
  int64_t minutes;
  const char *match_rate, *error_rate, *p95_ms;  // names; null where no alert asks
};

constexpr std::array<AlertWindow, 3> windows = {{
    {5, "recent.match_rate_5min", "recent.error_rate_5min", "recent.p95_ms_5min"},
    {10, "recent.match_rate_10min", "recent.error_rate_10min", "recent.p95_ms_10min"},
    {60, "recent.match_rate_1h", nullptr, nullptr},
}};

void add(const AlertWindow& window, const PairBuckets& minutes, int64_t now_ms,
         std::vector<Figure>& all) {
  const int64_t last = now_ms / pair_minute_ms;
  const int64_t first = last - window.minutes + 1;
  PairSums sums;
  std::array<uint64_t, TimeSketch::cells> spread{};
  for (auto each = minutes.lower_bound(first); each != minutes.end() && each->first <= last;
       ++each) {
    sums += each->second.sums;
    add_to(spread, each->second.candidate_times);
  }
  const auto tell = [&](const char* name, const char* unit, double value, uint64_t samples) {
    all.push_back({name, unit, false, value, samples, first * pair_minute_ms});
  };
  constexpr uint64_t samples_min = pair_samples_min;
  if (sums.scored >= samples_min)
    tell(window.match_rate, "ratio", ratio(sums.matches, sums.scored), sums.scored);
  if (window.error_rate != nullptr && sums.pairs >= samples_min)
    tell(window.error_rate, "ratio", ratio(sums.errors, sums.pairs), sums.pairs);
  if (window.p95_ms == nullptr) return;
  if (const Times times = times_of(spread); times.count >= samples_min)
    tell(window.p95_ms, "ms", times.p95_ms, times.count);
}

}  // namespace

void add_alert_figures(const PairBuckets& minutes, int64_t now_ms, std::vector<Figure>& all) {
  for (const AlertWindow& window : windows) add(window, minutes, now_ms, all);
}

}  // namespace shadow
