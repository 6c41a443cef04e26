// The value is checked against the sums written anew with 40 digits (Python, mpmath); the false
// rate on a series that depends on itself as minutes do.
#include "spark/stats/alarm_threshold.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "stats/series.h"
#include "support/catch.h"

using namespace spark::stats;

namespace {

// A slow series of thinned samples: its dependence lasts about 10 of them.
struct Slow {
  explicit Slow(uint64_t seed, double shift = 0, size_t samples = 6'000) {
    Random random(seed);
    values = autoregressive(random, samples, 0.8);
    for (double& value : values) value += shift;
  }
  [[nodiscard]] std::vector<uint8_t> slots(const Bins& bins) const {
    std::vector<uint8_t> all;
    for (const double value : values) all.push_back(static_cast<uint8_t>(bins.of_value(value)));
    return all;
  }
  std::vector<double> values;
};

struct Watched {
  Watched()
      : bins(Bins::of(reference.values)),
        slots(reference.slots(bins)),
        detector(bins, BinCounts::in(bins, reference.values)) {}

  Slow reference{51};
  Bins bins;
  std::vector<uint8_t> slots;
  BinDetector detector;
};

constexpr Resampling plan{.block = 200, .drawn = 2'000, .replicates = 50, .seed = 3};

size_t alarms_in(BinDetector detector, const std::vector<uint8_t>& slots, double threshold) {
  size_t alarms = 0;
  for (const uint8_t slot : slots) {
    detector.observe(slot);
    if (detector.value() < threshold) continue;
    ++alarms;
    detector.restart();
  }
  return alarms;
}

}  // namespace

TEST_CASE("a bin detector sums tilts of the reference") {
  const Bins bins = *Bins::from(std::vector<double>{1, 2, 3});
  BinCounts counts;
  counts.of[0] = 40;
  counts.of[1] = 30;
  counts.of[2] = 20;
  counts.of[3] = 10;
  counts.of[Bins::missing] = 2;
  BinDetector detector(bins, counts);
  for (const uint32_t slot : {0U, 3U, 3U, Bins::missing, 2U, 3U, 3U}) detector.observe(slot);
  CHECK(detector.value() == Approx(218.81956563058392).epsilon(1e-11));
  detector.observe(7);  // no bin of these
  CHECK(detector.value() == Approx(218.81956563058392).epsilon(1e-11));
}

TEST_CASE("a threshold from independent samples alarms falsely on dependent ones") {
  const Watched watched;
  // 2,000 observations: the bound that would hold for independent samples.
  CHECK(alarms_in(watched.detector, Slow(60, 0, 20'000).slots(watched.bins), 2'000) > 100);
}

TEST_CASE("a calibrated threshold alarms about as rarely as asked on a new series") {
  const Watched watched;
  const auto threshold = alarm_threshold(watched.detector, watched.slots, plan);
  REQUIRE(threshold);
  size_t alarms = 0;
  for (uint64_t run = 0; run < 50; ++run)
    alarms +=
        alarms_in(watched.detector, Slow(100 + run, 0, 2'000).slots(watched.bins), *threshold);
  INFO(alarms << " alarms in 50 periods at " << *threshold);
  CHECK(alarms <= 100);  // at most 1 asked; the reference is 6,000 samples of one series
}

TEST_CASE(
    "longer blocks agree where the dependence is shorter than both, and shorter ones do not") {
  const Watched watched;
  const auto threshold = [&](size_t block) {
    Resampling other = plan;
    other.block = block;
    return *alarm_threshold(watched.detector, watched.slots, other);
  };
  CHECK(threshold(1) < 2'000);  // the bound for independent samples
  CHECK(std::log(threshold(400)) == Approx(std::log(threshold(200))).epsilon(0.2));
  CHECK(threshold(200) > 100 * threshold(1));
  Resampling other = plan;
  other.block = 400;
  CHECK(*mean_alarms(watched.detector, watched.slots, other, threshold(200)) < 2);
  CHECK(*mean_alarms(watched.detector, watched.slots, other, threshold(1)) > 10);
}

TEST_CASE("what drifts is found, the sooner the further it moves") {
  const Watched watched;
  const double threshold = *alarm_threshold(watched.detector, watched.slots, plan);
  const auto delay = [&](double shift) {
    BinDetector detector = watched.detector;
    const auto slots = Slow(71, shift).slots(watched.bins);
    size_t at = 0;
    while (at < slots.size() && detector.value() < threshold) detector.observe(slots[at++]);
    return at;
  };
  INFO(delay(1) << ", " << delay(2) << ", " << delay(4));
  CHECK(delay(1) < 1'000);
  CHECK(delay(2) < delay(1));
  CHECK(delay(4) < delay(2));
}

TEST_CASE("a feature that goes missing is found, and so is one that narrows") {
  const Watched watched;
  BinDetector missing = watched.detector;
  for (int i = 0; i < 12; ++i) missing.observe(Bins::missing);
  CHECK(missing.value() > 1e9);
  BinDetector narrow = watched.detector;
  for (int i = 0; i < 200; ++i) narrow.observe(4 + i % 2);  // the two middle bins
  CHECK(narrow.value() > 1e9);
}

TEST_CASE("a constant reference watches missing values alone") {
  const Bins bins = Bins::of(std::vector<double>{3, 3, 3, 3});
  BinDetector detector(bins, BinCounts::in(bins, std::vector<double>(1'000, 3)));
  for (int i = 0; i < 100; ++i) detector.observe(0);
  CHECK(detector.value() <= 100);
  for (int i = 0; i < 5; ++i) detector.observe(Bins::missing);
  CHECK(detector.value() > 1e3);
}

TEST_CASE("kept sums of a bin detector go on") {
  Watched watched;
  watched.detector.observe(2);
  BinDetector again = Watched().detector;
  CHECK(again.go_on_from(watched.detector.sums()));
  CHECK(again.value() == watched.detector.value());
  BinDetector::Sums sums{};
  sums[0] = -1;
  CHECK_FALSE(again.go_on_from(sums));
  CHECK(again.value() == watched.detector.value());
}

TEST_CASE("no threshold comes of nothing") {
  const Watched watched;
  CHECK_FALSE(mean_alarms(watched.detector, {}, plan, 10));
  CHECK_FALSE(alarm_threshold(watched.detector, {}, plan));
  CHECK_FALSE(alarm_threshold(watched.detector, watched.slots, {.block = 200, .replicates = 0}));
}
