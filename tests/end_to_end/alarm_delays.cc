#include "end_to_end/alarm_delays.h"

#include <algorithm>
#include <cmath>

#include "resampled.h"
#include "spark/stats/bin_detector.h"

namespace spark::test {

std::optional<double> hours_to_alarm(const drift::SeriesReference& series, double threshold,
                                     const std::vector<double>& minutes, double shift) {
  double sum = 0, squares = 0;
  for (const double value : minutes) sum += value;
  const double mean = sum / static_cast<double>(minutes.size());
  for (const double value : minutes) squares += (value - mean) * (value - mean);
  const double sd = std::sqrt(squares / static_cast<double>(minutes.size()));

  std::vector<uint32_t> slots;  // of the thinned samples
  for (size_t i = 0; i < minutes.size(); i += drift::thinned_minutes)
    slots.push_back(series.bins.of_value(minutes[i] + shift * sd));
  constexpr size_t an_hour = 60 / drift::thinned_minutes;
  constexpr size_t most = 30 * 24 * an_hour;
  std::vector<size_t> taken;
  for (size_t begin = 0; begin < slots.size(); begin += 6 * an_hour) {
    stats::BinDetector detector(series.bins, series.counts);
    size_t count = 0;
    while (count < most && detector.value() < threshold)
      detector.observe(slots[(begin + count++) % slots.size()]);
    taken.push_back(count);
  }
  std::sort(taken.begin(), taken.end());
  const size_t median = taken[taken.size() / 2];
  if (median == most) return {};
  return static_cast<double>(median) / an_hour;
}

}  // namespace spark::test
