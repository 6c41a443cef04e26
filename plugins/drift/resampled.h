// What a model's reference alone decides: how large PSI is without drift, at which value a series
// raises its alarm, and how many extreme minutes make a shock. All of it is resampled from the
// reference in blocks of a day, which takes seconds: a job does it once for each reference, and its
// result is kept.
#pragma once

#include <array>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "model_reference.h"
#include "spark/stats/psi_noise.h"
#include "windows.h"

namespace drift {

inline constexpr int64_t thinned_minutes = 15;
inline constexpr int64_t alarm_days = 90;  // at most one false alarm in so many
inline constexpr int64_t shock_days = 30;  // at most one false shock in so many
// A reference of two months has had less than one alarm of 90 days: whether blocks of five days
// raise it, too, its single strongest stretch decides. So block lengths are compared at so many.
inline constexpr double compared_alarms = 4;

// Of one series.
struct SeriesCalibration {
  std::array<std::optional<spark::stats::PsiQuantile>, window_lengths.size()> noise;
  std::optional<double> threshold;      // of the alarm; none where the reference has no such value
  std::optional<double> alarms;         // in 90 days at that threshold, blocks of one day
  std::optional<double> alarms_5_days;  // the same, blocks of five days
  // The same two at the threshold of `compared_alarms`, where the blocks are compared.
  std::optional<double> compared;
  std::optional<double> compared_5_days;
  std::optional<uint32_t> shock_minutes;  // of 60; none: so many are usual, or it has no limits

  // Whether blocks of five days give at most twice as many alarms as asked for, and as many as
  // blocks of a day within a factor of two where there is something to count: else dependence
  // outlasts a day, and the alarm's rate is another one than it says.
  [[nodiscard]] bool agrees() const;
};

struct Calibration {
  std::vector<SeriesCalibration> series;  // as in ModelReference
  std::array<std::optional<spark::stats::PsiQuantile>, window_lengths.size()> overall;
};

// How often the reference is resampled.
struct CalibrationEffort {
  uint32_t noise_replicates = 0;
  uint32_t alarm_replicates = 0;
  uint32_t shock_replicates = 0;

  [[nodiscard]] static CalibrationEffort of(uint32_t replicates) {
    return {5 * replicates, replicates, 2 * replicates};
  }
};

// Nothing if `is_cancelled` says so meanwhile; it is asked a few times a second. [jobs]
[[nodiscard]] std::optional<Calibration> calibrate(const ModelReference& reference,
                                                   const CalibrationEffort& effort,
                                                   const std::function<bool()>& is_cancelled);

// To keep and back. from_bytes throws spark::Error for bytes that are none. [control, jobs]
[[nodiscard]] std::string bytes_of(const Calibration& calibration);
[[nodiscard]] Calibration calibration_from(std::string_view bytes);

// Which 15 minutes a minute is of, for the thinned sample that is their first minute: from seven
// minutes past a quarter on. Markets do much at full quarters, which are unlike other minutes.
// [any]
[[nodiscard]] constexpr int64_t quarter_of(int64_t minute) {
  return (minute - thinned_minutes / 2) / thinned_minutes;
}

// Every 15th minute of a reference, at those minutes of an hour at which the alarm takes its
// samples. `first_minute`: of the first slot, since 1970. [jobs]
[[nodiscard]] std::vector<uint8_t> thinned(const std::vector<uint8_t>& slots, int64_t first_minute);

}  // namespace drift
