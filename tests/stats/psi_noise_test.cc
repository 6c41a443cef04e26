// Independent samples have the known distribution; dependent ones more noise.
#include "spark/stats/psi_noise.h"

#include "stats/series.h"
#include "support/catch.h"

using namespace spark::stats;

namespace {

struct Reference {
  explicit Reference(const std::vector<double>& values) : bins(Bins::of(values)) {
    for (const double value : values) slots.push_back(static_cast<uint8_t>(bins.of_value(value)));
  }
  [[nodiscard]] PsiNoise noise() const { return {bins, slots}; }

  Bins bins;
  std::vector<uint8_t> slots;
};

Reference reference(double phi) {
  Random random(21);
  return Reference(autoregressive(random, 20'000, phi));
}

}  // namespace

TEST_CASE("the noise of independent samples is a scaled chi-square variable") {
  const auto noise = reference(0).noise().without_drift({.block = 1, .drawn = 2'000}, 0.95);
  const double scale = 1.0 / 2'000 + 1.0 / 20'000;
  CHECK(noise->mean == Approx(9 * scale).epsilon(0.06));
  // 16.919 is the 95 % quantile of chi-square with 9 degrees of freedom.
  CHECK(noise->quantile == Approx(16.919 * scale).epsilon(0.08));
}

TEST_CASE(
    "the noise of dependent samples is larger, and grows with the blocks until they hold it") {
  const Reference slow = reference(0.95);
  const auto noise = [&](size_t block) {
    return slow.noise().without_drift({.block = block, .drawn = 2'000, .replicates = 500}, 0.95);
  };
  const double independent = 9 * (1.0 / 2'000 + 1.0 / 20'000);
  CHECK(noise(1)->mean == Approx(independent).epsilon(0.1));
  CHECK(noise(200)->mean > 5 * independent);
  CHECK(noise(500)->mean == Approx(noise(200)->mean).epsilon(0.35));
  CHECK(noise(200)->quantile > noise(200)->mean);
}

TEST_CASE("missing values of the reference are resampled with the others") {
  Random random(2);
  auto values = autoregressive(random, 5'000, 0);
  for (size_t i = 0; i < values.size(); i += 10) values[i] = std::nan("");
  const Reference gaps(values);
  const auto noise = gaps.noise().without_drift({.block = 1, .drawn = 1'000}, 0.95);
  CHECK(noise->mean == Approx(10 * (1.0 / 1'000 + 1.0 / 5'000)).epsilon(0.08));  // 11 bins
}

TEST_CASE("what has no PSI has no noise") {
  CHECK_FALSE(Reference({3, 3, 3}).noise().without_drift({.block = 1}, 0.95));
  CHECK_FALSE(Reference({}).noise().without_drift({.block = 1}, 0.95));
  CHECK_FALSE(reference(0).noise().without_drift({.block = 1, .replicates = 0}, 0.95));
}
