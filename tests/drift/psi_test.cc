// A window's PSI against an implementation of its own: sorts, counts and adds up another way.
#include <algorithm>
#include <cmath>
#include <limits>

#include "drift/made.h"
#include "support/catch.h"
#include "windows.h"

using namespace spark::test;

namespace {

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();

// The definition, word by word: ten quantiles by nearest rank, equal ones merged, none at the
// maximum; a value belongs to the first edge that is not below it; missing values apart; both sides
// smoothed. NaN where there is no value.
double independent_psi(const std::vector<double>& reference, const std::vector<double>& sample) {
  std::vector<double> sorted;
  std::copy_if(reference.begin(), reference.end(), std::back_inserter(sorted),
               [](double value) { return std::isfinite(value); });
  std::sort(sorted.begin(), sorted.end());
  std::vector<double> edges;
  for (int k = 1; k < 10 && !sorted.empty(); ++k) {
    const double rank = std::ceil(k * static_cast<double>(sorted.size()) / 10.0);
    edges.push_back(sorted[static_cast<size_t>(rank) - 1]);
  }
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
  while (!edges.empty() && edges.back() >= sorted.back()) edges.pop_back();

  const auto shares = [&](const std::vector<double>& of, size_t bins, bool with_missing) {
    std::vector<double> counts(bins + (with_missing ? 1 : 0));
    for (const double value : of) {
      if (!std::isfinite(value)) {
        counts.back() += 1;
        continue;
      }
      size_t bin = 0;
      for (const double edge : edges)
        if (value > edge) ++bin;
      counts[bin] += 1;
    }
    for (double& count : counts)
      count = (count + 0.5) / (static_cast<double>(of.size()) + 0.5 * counts.size());
    return counts;
  };
  const auto misses = [](const std::vector<double>& of) {
    return std::any_of(of.begin(), of.end(), [](double value) { return !std::isfinite(value); });
  };
  if (edges.empty() || sample.empty()) return nan_value;
  const bool with_missing = misses(reference) || misses(sample);
  const auto e = shares(reference, edges.size() + 1, with_missing);
  const auto a = shares(sample, edges.size() + 1, with_missing);
  double sum = 0;
  for (size_t i = 0; i < a.size(); ++i) sum += (a[i] - e[i]) * (std::log(a[i]) - std::log(e[i]));
  return sum;
}

struct Sample {
  const char* what;
  std::vector<double> reference;
  std::vector<double> sample;
};

std::vector<double> some(uint64_t seed, size_t count, double shift = 0, double scale = 1) {
  auto values = slow_series(seed, count);
  for (double& value : values) value = scale * value + shift;
  return values;
}
// Rounded, so that many are equal.
std::vector<double> tied(std::vector<double> values) {
  for (double& value : values) value = std::round(value * 2) / 2;
  return values;
}
std::vector<double> with_gaps(std::vector<double> values, size_t every) {
  for (size_t i = 0; i < values.size(); i += every)
    values[i] = i % 2 == 0 ? nan_value : std::numeric_limits<double>::infinity();
  return values;
}
std::vector<double> at_floor(std::vector<double> values) {
  for (double& value : values) value = std::max(value, 0.2);
  return values;
}

std::vector<Sample> samples() {
  return {
      {"no drift", some(1, 3'000), some(2, 1'440)},
      {"moved", some(1, 3'000), some(2, 1'440, 1)},
      {"wider", some(1, 3'000), some(2, 1'440, 0, 3)},
      {"ties", tied(some(1, 3'000)), tied(some(2, 500, 0.3))},
      {"half of it at its floor", at_floor(some(1, 3'000)), at_floor(some(2, 700, 0.1))},
      {"missing in the reference", with_gaps(some(1, 3'000), 7), some(2, 600)},
      {"missing in the sample", some(1, 3'000), with_gaps(some(2, 600), 3)},
      {"missing on both sides", with_gaps(some(1, 3'000), 50), with_gaps(some(2, 600), 9)},
      {"all missing", some(1, 300), std::vector<double>(120, nan_value)},
      {"one value", some(1, 3'000), {0.4}},
      {"two values", some(1, 11), {0.4, -7}},
      {"two bins", {1, 2, 1, 2, 1}, std::vector<double>(150, 2)},
      {"constant", std::vector<double>(500, 3), some(2, 200)},
      {"nothing", some(1, 3'000), {}},
  };
}

drift::ClosedMinutes closed(const std::vector<double>& values, int64_t until) {
  drift::ClosedMinutes made;
  made.width = 2;
  for (size_t i = 0; i < values.size(); ++i) {
    made.minute.push_back(until - static_cast<int64_t>(values.size() - i));
    made.values.push_back(values[i]);
    made.values.push_back(0.5);
  }
  return made;
}

}  // namespace

TEST_CASE("a window's PSI is what another implementation says, to 1e-9") {
  constexpr int64_t now = 30'000'000;
  for (const Sample& each : samples()) {
    INFO(each.what);
    drift::ModelReference reference;
    reference.names = {"x"};
    reference.series = {series_of(each.reference),
                        series_of(std::vector<double>(each.reference.size(), 0.5))};
    const drift::ClosedMinutes minutes[] = {closed(each.sample, now)};
    const auto figures = drift::figures_of(reference, minutes, now, drift::day_minutes);
    const double expected = independent_psi(each.reference, each.sample);
    const auto& found = figures.series[0].psi;
    CHECK(found.value.has_value() == std::isfinite(expected));
    if (found.value) CHECK(*found.value == Approx(expected).margin(1e-9));
    if (found.value) CHECK(figures.overall == found.value);
    CHECK(figures.samples == each.sample.size());
  }
}
