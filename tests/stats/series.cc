#include "stats/series.h"

#include <cmath>
#include <numbers>

namespace spark::stats {

double normal(Random& random) {
  const double radius = std::sqrt(-2 * std::log1p(-random.uniform()));
  return radius * std::cos(2 * std::numbers::pi * random.uniform());
}

std::vector<double> autoregressive(Random& random, size_t samples, double phi) {
  std::vector<double> series(samples);
  double at = normal(random);
  for (double& value : series) {
    value = at;
    at = phi * at + std::sqrt(1 - phi * phi) * normal(random);
  }
  return series;
}

}  // namespace spark::stats
