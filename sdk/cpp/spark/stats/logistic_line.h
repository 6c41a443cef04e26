// spark/stats/logistic_line.h: the maximum likelihood fit of P(hit) = 1 / (1 + exp(-(a + b x))).
//
// With x = logit(p) of a model's probability p, b is the model's calibration slope and a its
// intercept (Cox, "Two further applications of a model for binary regression", Biometrika 1958):
// 1 and 0 are perfect, b < 1 says too extreme, b > 1 too timid. With x a raw score it is Platt's
// calibration ("Probabilistic outputs for support vector machines", 1999), whose targets need not
// be 0 and 1.
//
//   for (…) { x.push_back(logit(probability)); targets.push_back(is_hit ? 1 : 0); }
//   const auto line = fit_logistic_line(x, targets);
//   line->slope;                                           // good between 0.8 and 1.25
//
// A squeezed model (0.5 + 0.045 (2 p - 1)) passes tests of rank and even of Brier skill; its slope
// of about 6 gives it away.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <span>

namespace spark::stats {

// The fit; `iterations` tells how many steps it took.
struct LogisticLine {
  double intercept = 0;
  double slope = 0;
  uint32_t iterations = 0;
};

// ln(p / (1 - p)), finite: p is taken as at least 1e-15 off 0 and 1. [any]
[[nodiscard]] inline double logit(double probability) {
  const double p = std::clamp(probability, 1e-15, 1 - 1e-15);
  return std::log(p) - std::log1p(-p);
}

namespace detail {

// The log-likelihood of a line and its derivatives.
struct LineLikelihood {
  // In nats, 0 at most; then the gradient.
  double value = 0;
  double by_intercept = 0;
  double by_slope = 0;
  double h00 = 0;  // minus the second derivatives
  double h01 = 0;
  double h11 = 0;

  LineLikelihood(std::span<const double> x, std::span<const double> targets, double a, double b) {
    for (size_t i = 0; i < x.size(); ++i) {
      const double z = a + b * x[i];
      const double p = 1 / (1 + std::exp(-z));
      const double weight = p * (1 - p);
      value += targets[i] * z - (z > 0 ? z + std::log1p(std::exp(-z)) : std::log1p(std::exp(z)));
      by_intercept += targets[i] - p;
      by_slope += (targets[i] - p) * x[i];
      h00 += weight;
      h01 += weight * x[i];
      h11 += weight * x[i] * x[i];
    }
  }
};

}  // namespace detail

// `targets` in [0, 1], as many as x, all finite. Newton's method with halved steps; the likelihood
// is concave, so what it finds is the maximum, to about 1e-10. None where there is no single
// maximum: fewer than two different x, only hits, only misses, or hits and misses that one x
// separates. Allocates nothing; some ten passes over the rows. [builder, jobs]
[[nodiscard]] inline std::optional<LogisticLine> fit_logistic_line(
    std::span<const double> x, std::span<const double> targets) {
  constexpr uint32_t iterations_max = 50;
  LogisticLine line;
  if (x.size() != targets.size()) return {};
  detail::LineLikelihood at(x, targets, 0, 0);
  for (line.iterations = 1; line.iterations <= iterations_max; ++line.iterations) {
    const double determinant = at.h00 * at.h11 - at.h01 * at.h01;
    if (!(determinant > 1e-12 * at.h00 * at.h11)) return {};
    const double step_a = (at.h11 * at.by_intercept - at.h01 * at.by_slope) / determinant;
    const double step_b = (at.h00 * at.by_slope - at.h01 * at.by_intercept) / determinant;
    double scale = 1;
    detail::LineLikelihood next(x, targets, line.intercept + step_a, line.slope + step_b);
    while (!(next.value >= at.value - 1e-12 * std::abs(at.value)) && scale > 1e-6) {
      scale /= 2;
      next = {x, targets, line.intercept + scale * step_a, line.slope + scale * step_b};
    }
    line.intercept += scale * step_a;
    line.slope += scale * step_b;
    at = next;
    if (std::abs(step_a) <= 1e-10 * (1 + std::abs(line.intercept)) &&
        std::abs(step_b) <= 1e-10 * (1 + std::abs(line.slope)))
      return line;
  }
  return {};
}

}  // namespace spark::stats
