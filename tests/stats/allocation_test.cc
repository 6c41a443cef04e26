// What a worker may call allocates nothing. Every operator new of this program is counted, while
// `is_watching`.
#include <cmath>

#include "spark/stats/bin_detector.h"
#include "spark/stats/blocks.h"
#include "spark/stats/e_detector.h"
#include "spark/stats/e_process.h"
#include "spark/stats/forecast.h"
#include "spark/stats/psi.h"
#include "spark/stats/quantile_sketch.h"
#include "spark/stats/selection.h"
#include "spark/stats/shock.h"
#include "support/allocations.h"
#include "support/catch.h"

namespace {

bool is_watching = false;

}  // namespace

bool spark::test::counts_allocations() noexcept {
  return is_watching;
}

using namespace spark::stats;

TEST_CASE("what a worker may call allocates nothing") {
  const std::vector<double> reference = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  const Bins bins = Bins::of(reference);
  const BinCounts frozen = BinCounts::in(bins, reference);
  double sum = 0;  // so that nothing is left out as unused

  const uint64_t before = spark::test::allocations();
  is_watching = true;
  BinCounts window;
  EProcess process;
  EDetector detector;
  BinDetector bin_detector(bins, frozen);
  ShockWindow shocks;
  QuantileSketch<806> sketch(0.001, 0.01);
  QuantileSketch<806> other(0.001, 0.01);
  Selection selection;
  ForecastScore score;
  for (int i = 0; i < 100; ++i) {
    const double value = i % 10 == 3 ? std::nan("") : i % 13;
    ++window.of[bins.of_value(value)];
    process.observe(i % 2, 0.4);
    detector.observe(i % 2, 0.4);
    bin_detector.observe(bins.of_value(value));
    shocks.add(i % 7 == 0);
    sketch.add(value);
    other.add(i);
    selection.add(value, i % 2 == 0, 5);
    score.add(0.5, i % 3 == 0);
  }
  sketch.merge(other);
  const Psi psi = spark::stats::psi(bins, frozen, window);
  sum += *psi.value + static_cast<double>(status_of(psi)) + *overall_psi({&psi, 1});
  sum += process.log_e() + detector.value() + bin_detector.value() + *sketch.quantile(0.9);
  sum +=
      *selection.precision() + *score.brier_skill(0.4) + EProcess::from(process.state())->log_e();
  Random random(1);
  draw_blocks(10, 3, 30, random, [&](size_t begin, size_t) { sum += static_cast<double>(begin); });
  is_watching = false;

  CHECK(spark::test::allocations() == before);
  CHECK(std::isfinite(sum));
}
