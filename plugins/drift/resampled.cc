#include "resampled.h"

#include <cmath>
#include <utility>

#include "spark/bytes.h"
#include "spark/stats/alarm_threshold.h"
#include "spark/stats/shock.h"

namespace drift {
namespace {

namespace stats = spark::stats;

constexpr size_t thinned_a_day = day_minutes / thinned_minutes;
constexpr double noise_quantile = 0.95;
constexpr uint64_t series_max = 1'025;

stats::Resampling quarter(size_t block_days, uint32_t replicates) {
  return {.block = block_days * thinned_a_day,
          .drawn = alarm_days * thinned_a_day,
          .replicates = replicates};
}

std::optional<double> alarms_at(const stats::BinDetector& detector,
                                const std::vector<uint8_t>& slots, size_t block_days,
                                uint32_t replicates, double threshold) {
  return stats::mean_alarms(detector, slots, quarter(block_days, replicates), threshold);
}

void calibrate_alarm(const SeriesReference& reference, int64_t first_minute, uint32_t replicates,
                     SeriesCalibration& made) {
  const auto slots = thinned(reference.slots, first_minute);
  const stats::BinDetector detector(reference.bins, reference.counts);
  const auto one_day = quarter(1, replicates);
  made.threshold = stats::alarm_threshold(detector, slots, one_day);
  if (!made.threshold) return;
  made.alarms = alarms_at(detector, slots, 1, replicates, *made.threshold);
  made.alarms_5_days = alarms_at(detector, slots, 5, replicates, *made.threshold);
  const auto often = stats::alarm_threshold(detector, slots, one_day, compared_alarms);
  if (!often) return;
  made.compared = alarms_at(detector, slots, 1, replicates, *often);
  made.compared_5_days = alarms_at(detector, slots, 5, replicates, *often);
}

void calibrate_shock(const SeriesReference& reference, uint32_t replicates,
                     SeriesCalibration& made) {
  if (!reference.limits) return;
  made.shock_minutes = stats::shock_bound(
      reference.marks(),
      {.block = day_minutes, .drawn = shock_days * day_minutes, .replicates = replicates});
}

void write(spark::ByteWriter& out, const std::optional<double>& value) {
  out.f64(value.value_or(NAN));
}
void write(spark::ByteWriter& out, const std::optional<stats::PsiQuantile>& noise) {
  out.f64(noise ? noise->mean : NAN);
  out.f64(noise ? noise->quantile : NAN);
}
std::optional<double> read_optional(spark::ByteReader& in) {
  const double value = in.f64();
  if (!std::isfinite(value)) return {};
  return value;
}
std::optional<stats::PsiQuantile> read_noise(spark::ByteReader& in) {
  const auto mean = read_optional(in), quantile = read_optional(in);
  if (!mean || !quantile) return {};
  return stats::PsiQuantile{*mean, *quantile};
}

}  // namespace

bool SeriesCalibration::agrees() const {
  if (!alarms_5_days || !compared || !compared_5_days) return false;
  return *alarms_5_days <= 2 && *compared_5_days <= 2 * *compared &&
         *compared <= 2 * *compared_5_days;
}

std::vector<uint8_t> thinned(const std::vector<uint8_t>& slots, int64_t first_minute) {
  std::vector<uint8_t> kept;
  int64_t quarter = quarter_of(first_minute - 1);
  for (size_t i = 0; i < slots.size(); ++i)
    if (const int64_t own = quarter_of(first_minute + static_cast<int64_t>(i));
        std::exchange(quarter, own) != own)
      kept.push_back(slots[i]);
  return kept;
}

// The overall PSI of a replicate is the mean over its inputs, all drawn from the same stretches.
std::optional<Calibration> calibrate(const ModelReference& reference,
                                     const CalibrationEffort& effort,
                                     const std::function<bool()>& is_cancelled) {
  Calibration made;
  made.series.resize(reference.series.size());
  std::array<std::vector<double>, window_lengths.size()> sums;
  size_t counted = 0;
  for (size_t i = 0; i < reference.series.size(); ++i) {
    const SeriesReference& series = reference.series[i];
    const bool counts = i < reference.score() && series.counts_in_mean();
    counted += counts ? 1 : 0;
    const stats::PsiNoise noise(series.bins, series.slots);
    for (size_t w = 0; w < window_lengths.size(); ++w) {
      if (is_cancelled()) return {};
      const auto values = noise.replicates({.block = day_minutes,
                                            .drawn = static_cast<size_t>(window_lengths[w].minutes),
                                            .replicates = effort.noise_replicates});
      made.series[i].noise[w] = stats::PsiNoise::quantile_of(values, noise_quantile);
      if (!counts) continue;
      sums[w].resize(values.size());
      for (size_t k = 0; k < values.size(); ++k) sums[w][k] += values[k];
    }
    calibrate_shock(series, effort.shock_replicates, made.series[i]);
    if (is_cancelled()) return {};
    if (series.bins.values() > 1)
      calibrate_alarm(series, minute_of(reference.from_ms), effort.alarm_replicates,
                      made.series[i]);
  }
  for (size_t w = 0; w < window_lengths.size(); ++w) {
    for (double& sum : sums[w]) sum /= static_cast<double>(counted);
    made.overall[w] = stats::PsiNoise::quantile_of(sums[w], noise_quantile);
  }
  return made;
}

std::string bytes_of(const Calibration& calibration) {
  spark::ByteWriter out;
  out.u64(calibration.series.size());
  for (const auto& noise : calibration.overall) write(out, noise);
  for (const SeriesCalibration& series : calibration.series) {
    for (const auto& noise : series.noise) write(out, noise);
    write(out, series.threshold);
    write(out, series.alarms);
    write(out, series.alarms_5_days);
    write(out, series.compared);
    write(out, series.compared_5_days);
    out.u64(series.shock_minutes.value_or(0));
  }
  return out.text();
}

Calibration calibration_from(std::string_view bytes) {
  spark::ByteReader in(bytes);
  Calibration made;
  const uint64_t count = in.u64();
  if (count == 0 || count > series_max)
    throw spark::Error("calibration: " + std::to_string(count) + " series are none",
                       SPARK_E_INVALID);
  for (auto& noise : made.overall) noise = read_noise(in);
  for (uint64_t i = 0; i < count; ++i) {
    SeriesCalibration& series = made.series.emplace_back();
    for (auto& noise : series.noise) noise = read_noise(in);
    series.threshold = read_optional(in);
    series.alarms = read_optional(in);
    series.alarms_5_days = read_optional(in);
    series.compared = read_optional(in);
    series.compared_5_days = read_optional(in);
    const uint64_t minutes = in.u64();
    if (minutes > stats::ShockWindow::minutes)
      throw spark::Error("calibration: a shock of " + std::to_string(minutes) + " minutes in 60",
                         SPARK_E_INVALID);
    if (minutes > 0) series.shock_minutes = static_cast<uint32_t>(minutes);
  }
  in.end();
  return made;
}

}  // namespace drift
