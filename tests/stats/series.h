// Random series of known distributions, for tests of coverage and of false alarms.
#pragma once

#include <cstddef>
#include <vector>

#include "spark/stats/random.h"

namespace spark::stats {

// A standard normal number (Box and Muller).
double normal(Random& random);

// x[i] = phi x[i - 1] + noise, mean 0 and variance 1.
std::vector<double> autoregressive(Random& random, size_t samples, double phi);

}  // namespace spark::stats
