// spark/stats/prediction_interval.h: where the next period's figure will lie, from those of past
// periods.
//
// The interval of a mean says how sure the mean is, not how far one period may be from it. The next
// figure differs from the mean of k past ones by its own chance and by that of the mean, so it lies
// with the given confidence in
//
//   mean -+ t(k - 1) sqrt(v + s^2 / k),
//
// s^2 the past figures' variance with n - 1, and t Student's quantile (Hahn and Meeker,
// "Statistical intervals", 1991, section 4.8: of the mean of m future values, where v is s^2 / m).
// v is given, so that the next period may be of another length than the past ones: take it from
// block_bootstrap() with as many samples drawn as the next period has.
//
//   const auto month = prediction_interval(fold_aucs, month.sd * month.sd, 0.90);
//
// It holds for a period that is like the past ones. With five of them t is 2.13 for 90 %.
#pragma once

#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <optional>
#include <span>

namespace spark::stats {

struct PredictionInterval {
  double low = 0;
  double high = 0;
  double mean = 0;  // of the figures
  double sd = 0;    // of the figures, n - 1
};

// `variance_of_next` at least 0, confidence in (0, 1). None with fewer than 2 figures, or where
// something is not finite. Allocates nothing. [builder, jobs]
[[nodiscard]] inline std::optional<PredictionInterval> prediction_interval(
    std::span<const double> figures, double variance_of_next, double confidence) {
  if (figures.size() < 2 || !(confidence > 0 && confidence < 1)) return {};
  const auto count = static_cast<double>(figures.size());
  PredictionInterval interval;
  double variance = 0;
  for (const double figure : figures) interval.mean += figure / count;
  for (const double figure : figures) variance += std::pow(figure - interval.mean, 2) / (count - 1);
  const double both = variance_of_next + variance / count;
  if (!(variance_of_next >= 0) || !std::isfinite(both)) return {};
  interval.sd = std::sqrt(variance);
  const boost::math::students_t_distribution<double> student(count - 1);
  const double reach = boost::math::quantile(student, (1 + confidence) / 2) * std::sqrt(both);
  interval.low = interval.mean - reach;
  interval.high = interval.mean + reach;
  return interval;
}

}  // namespace spark::stats
