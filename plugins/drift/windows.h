// PSI over windows: which samples a window holds, and what they say. Pure: time is an argument.
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "binned_minutes.h"
#include "minutes.h"
#include "model_reference.h"
#include "spark/stats/psi.h"

namespace drift {

struct WindowLength {
  const char* name;
  int64_t minutes;
};
inline constexpr std::array<WindowLength, 3> window_lengths = {
    {{"1h", 60}, {"24h", day_minutes}, {"7d", 7 * day_minutes}}};
inline constexpr size_t week = 2;  // the window that gates look at

inline constexpr size_t samples_min = 100;  // fewer in its minutes: the last so many of a day
inline constexpr double coverage_min = 0.95;

// What a window holds: samples of minutes from `from` up to and without `until`.
struct WindowSpan {
  int64_t from = 0;
  int64_t until = 0;
  bool is_by_samples = false;  // it reaches further back than its length, for samples_min
};

// `minutes`: of all samples, ascending, with repetitions where symbols share minutes. `now` is the
// present minute, which is not closed. [any]
[[nodiscard]] WindowSpan span_of(std::span<const int64_t> minutes, int64_t now, int64_t length);

// One input, or the score, in one window.
struct SeriesFigures {
  spark::stats::Psi psi;
  spark::stats::BinCounts counts;
  uint64_t off_constant = 0;  // samples that are not the reference's only value
};

struct WindowFigures {
  WindowSpan span;
  uint64_t samples = 0;
  int64_t minutes = 0;  // with a sample, at most the window's length
  // Of the window's length; less where an input is not known in all of the samples.
  double coverage = 0;
  std::vector<SeriesFigures> series;  // as in ModelReference
  std::optional<double> overall;      // over the inputs; none where one has no value
  [[nodiscard]] bool is_complete() const { return coverage >= coverage_min; }
};

// Of all symbols' closed minutes. [any]
[[nodiscard]] WindowFigures figures_of(const ModelReference& reference,
                                       std::span<const BinnedMinutes* const> symbols, int64_t now,
                                       int64_t length);
[[nodiscard]] WindowFigures figures_of(const ModelReference& reference,
                                       std::span<const ClosedMinutes> symbols, int64_t now,
                                       int64_t length);

// The mean over inputs: constants and estimated ones have no part, and of duplicates the first
// stands for all. [any]
[[nodiscard]] std::optional<double> overall_of(const ModelReference& reference,
                                               std::span<const SeriesFigures> series);

}  // namespace drift
