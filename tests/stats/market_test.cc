// What the library says of recorded minutes: PSI beside its noise, the calibrated alarm, shocks.
// The features stand on 24 hours of minutes; minutes before that are no samples.
#include <cmath>
#include <deque>
#include <string>
#include <vector>

#include "spark/market/reader.h"
#include "spark/stats/alarm_threshold.h"
#include "spark/stats/psi_noise.h"
#include "spark/stats/shock.h"
#include "support/catch.h"
#include "support/market_data.h"

using namespace spark::stats;
using spark::test::market_data;

namespace {

constexpr size_t day = 1'440;

// One value a minute.
struct Minutes {
  std::vector<int64_t> ts_ms;
  std::vector<double> mid;
  std::vector<double> rsi;
  std::vector<double> move;  // the return over the root mean square of the last 1,440
};

Minutes read(const std::vector<std::string>& names) {
  std::vector<std::string> files;
  for (const std::string& name : names) files.push_back((market_data() / name).string());
  const spark::market::ReadOptions options;
  auto survey = spark::market::survey(files, options);
  REQUIRE(survey.problems.empty());
  spark::market::Reader reader(std::move(survey), options);
  Minutes minutes;
  spark::market::Snapshot snapshot;
  std::deque<double> squares;
  double sum = 0;
  double last_mid = 0;
  while (reader.next(snapshot).value()) {
    const double change = last_mid > 0 ? std::log(snapshot.mid / last_mid) : 0;
    last_mid = snapshot.mid;
    squares.push_back(change * change);
    sum += squares.back();
    if (squares.size() <= day) continue;
    sum -= squares.front();
    squares.pop_front();
    minutes.ts_ms.push_back(snapshot.ts_ms);
    minutes.mid.push_back(snapshot.mid);
    minutes.rsi.push_back(snapshot.rsi_14);
    minutes.move.push_back(change / std::sqrt(sum / day));
  }
  return minutes;
}

std::string month(const std::string& name) {
  return "btcusdt_1m/BTCUSDT-1m-" + name + ".csv.gz";
}

// The bins of one value in `every`.
std::vector<uint8_t> slots_of(const Bins& bins, std::span<const double> values, size_t every) {
  std::vector<uint8_t> slots;
  for (size_t i = 0; i < values.size(); i += every)
    slots.push_back(static_cast<uint8_t>(bins.of_value(values[i])));
  return slots;
}

bool is_skipped() {
  if (!market_data().empty()) return false;
  WARN("skipped: no market data; set SPARK_DATA_DIR to the folder that holds btcusdt_1m/");
  return true;
}

struct Figures {
  Psi psi;
  PsiQuantile noise;
};

// The PSI of the first week of `later`, and its noise in blocks of a day.
Figures week_against(const std::vector<double>& reference, const std::vector<double>& later) {
  const Bins bins = Bins::of(reference);
  const auto week = std::span(later).first(7 * day);
  const auto noise = PsiNoise(bins, slots_of(bins, reference, 1))
                         .without_drift({.block = day, .drawn = week.size()}, 0.95);
  REQUIRE(noise);
  return {psi(bins, BinCounts::in(bins, reference), BinCounts::in(bins, week)), *noise};
}

constexpr size_t minutes_a_sample = 15;
constexpr size_t samples_a_day = day / minutes_a_sample;

Resampling quarter_in_blocks_of(size_t days) {
  return {.block = days * samples_a_day, .drawn = 90 * samples_a_day, .replicates = 100};
}

// The first minute of a shock, in minutes since 1970; 0 without one.
int64_t first_shock(const std::vector<double>& reference, const Minutes& period) {
  const ShockLimits limits = *ShockLimits::of(reference);
  std::vector<uint8_t> beyond;
  for (const double value : reference) beyond.push_back(limits.is_beyond(value) ? 1 : 0);
  const auto bound = shock_bound(beyond, {.block = day, .drawn = 30 * day, .replicates = 200});
  REQUIRE(bound);
  ShockWindow window;
  for (size_t i = 0; i < period.move.size(); ++i)
    if (window.add(limits.is_beyond(period.move[i])) >= *bound) return period.ts_ms[i] / 60'000;
  return 0;
}

}  // namespace

TEST_CASE("in the next month the price has drifted, RSI and returns over volatility have not") {
  if (is_skipped()) return;
  const Minutes reference = read({month("2024-01")});
  const Minutes later = read({month("2024-02")});
  for (const auto feature : {&Minutes::rsi, &Minutes::move}) {
    const Figures figures = week_against(reference.*feature, later.*feature);
    INFO(*figures.psi.value << " beside " << figures.noise.mean << ", " << figures.noise.quantile);
    CHECK(figures.psi.samples == 7 * day);
    CHECK(figures.psi.expected == Approx(9 * (1.0 / (7 * day) + 1.0 / (30 * day))));
    CHECK(*figures.psi.value < 0.1);
    // Minutes are not independent: the noise is several times that of independent samples, and yet
    // far below the first band.
    CHECK(figures.noise.mean > 2 * figures.psi.expected);
    CHECK(figures.noise.quantile > figures.noise.mean);
    CHECK(figures.noise.quantile < 0.05);
  }
  const Figures price = week_against(reference.mid, later.mid);
  INFO(*price.psi.value << " beside " << price.noise.mean);
  CHECK(*price.psi.value > 1);
  // A price does not come back within a month: a week of it never looks like the month.
  CHECK(price.noise.mean > 0.5);
}

TEST_CASE("alarms calibrated with blocks of a day hold with blocks of five, and find what moves") {
  if (is_skipped()) return;
  const Minutes reference = read({month("2023-12"), month("2024-01")});
  for (const auto feature : {&Minutes::rsi, &Minutes::move}) {
    const std::vector<double>& values = reference.*feature;
    const Bins bins = Bins::of(values);
    const auto slots = slots_of(bins, values, minutes_a_sample);
    const BinDetector detector(bins, BinCounts::in(bins, values));
    const auto threshold = alarm_threshold(detector, slots, quarter_in_blocks_of(1));
    REQUIRE(threshold);
    const double alarms = *mean_alarms(detector, slots, quarter_in_blocks_of(5), *threshold);
    INFO("e^" << std::log(*threshold) << ", " << alarms << " in blocks of 5 days");
    CHECK(*threshold > 8'640);  // the bound for independent samples
    CHECK(alarms <= 2);

    std::vector<double> moved = values;
    const size_t middle = values.size() / 2;
    const double sd_about = (bins.edges()[7] - bins.edges()[1]) / 2;  // 20 to 80 %, about 1.7 / 2
    for (size_t i = middle; i < moved.size(); ++i) moved[i] += 2 * sd_about;
    BinDetector watching = detector;
    size_t samples = 0;
    for (const uint8_t slot : slots_of(bins, std::span(moved).subspan(middle), minutes_a_sample)) {
      if (watching.value() >= *threshold) break;
      watching.observe(slot);
      ++samples;
    }
    CHECK(samples < samples_a_day);
  }
}

TEST_CASE("returns over volatility show the shocks of 2020 and 2025 and none in February 2024") {
  if (is_skipped()) return;
  const Minutes reference = read({month("2023-12"), month("2024-01")});
  // 2020-03-12 10:48 and 2025-10-10 21:21 UTC.
  const auto shock = [&](const std::string& name) {
    return first_shock(reference.move, read({"shock_1m/BTCUSDT-1m-shock-" + name + ".csv.gz"}));
  };
  CHECK(shock("2020-03-covid") == 26'400'168);
  CHECK(shock("2025-10-liquidation") == 29'335'521);
  CHECK(first_shock(reference.move, read({month("2024-02")})) == 0);
}
