// spark/stats/prediction_interval.h: where the next period's figure will lie, from those of past
// periods.
//
// The interval of a mean says how sure the mean is, not how far one period may be from it. The
// random-effects model (Higgins, Thompson and Spiegelhalter, "A re-evaluation of random-effects
// meta-analysis", JRSS A 2009, section 4.3) has period i's figure as mu + u_i + e_i: u_i of
// variance tau^2 is how periods differ, e_i of the known variance v_i is sampling. With k periods
// the next one, whose sampling variance is v, lies with the given confidence in
//
//   mean -+ t(k - 2) sqrt(tau^2 + v + sum / k^2),   sum over i of tau^2 + v_i,
//
// and tau^2 = max(0, s^2 - mean of v_i), s^2 the figures' variance with n - 1: the moment estimate
// of Hedges (1983), which weighs periods equally.
//
//   const auto month = prediction_interval(aucs, variances, 0.01 * 0.01, 0.90);
//
// With five periods t is 2.35, so it is wide, as it should be.
#pragma once

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <cstddef>
#include <optional>
#include <span>

namespace spark::stats {

struct PredictionInterval {
  double low = 0;
  double high = 0;
  double mean = 0;  // of the figures
  double sd = 0;    // of the figures, n - 1
  double tau = 0;   // how periods differ beyond sampling
};

// `variances`: of each figure's sampling, as many as figures, at least 0. `variance_of_next` at
// least 0; confidence in (0, 1). None with fewer than 3 figures or where lengths differ. [builder,
// jobs]
[[nodiscard]] inline std::optional<PredictionInterval> prediction_interval(
    std::span<const double> figures, std::span<const double> variances, double variance_of_next,
    double confidence) {
  if (figures.size() < 3 || figures.size() != variances.size()) return {};
  if (!(confidence > 0 && confidence < 1)) return {};
  const auto count = static_cast<double>(figures.size());
  PredictionInterval interval;
  double sampling = 0;
  for (const double figure : figures) interval.mean += figure / count;
  for (const double figure : figures) interval.sd += std::pow(figure - interval.mean, 2);
  for (const double variance : variances) sampling += variance / count;
  interval.sd = std::sqrt(interval.sd / (count - 1));
  const double between = std::max(0.0, interval.sd * interval.sd - sampling);
  interval.tau = std::sqrt(between);
  const double of_mean = (between + sampling) / count;
  const boost::math::students_t_distribution<double> student(count - 2);
  const double reach = boost::math::quantile(student, (1 + confidence) / 2) *
                       std::sqrt(between + variance_of_next + of_mean);
  interval.low = interval.mean - reach;
  interval.high = interval.mean + reach;
  return interval;
}

}  // namespace spark::stats
