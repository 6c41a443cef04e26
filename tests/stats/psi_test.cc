// Reference values: the formula with 40 digits (Python, mpmath), from the counts alone.
#include "spark/stats/psi.h"

#include <limits>
#include <string>
#include <vector>

#include "support/catch.h"

using namespace spark::stats;

namespace {

using Counts = std::vector<uint64_t>;

BinCounts counts_of(const Counts& values, uint64_t missing = 0) {
  BinCounts counts;
  std::copy(values.begin(), values.end(), counts.of.begin());
  counts.of[Bins::missing] = missing;
  return counts;
}

Bins bins_of(size_t values) {
  std::vector<double> edges;
  for (size_t i = 1; i < values; ++i) edges.push_back(static_cast<double>(i));
  return *Bins::from(edges);
}

Psi psi_of(const Counts& reference, const Counts& sample, uint64_t reference_missing = 0,
           uint64_t missing = 0) {
  return psi(bins_of(reference.size()), counts_of(reference, reference_missing),
             counts_of(sample, missing));
}

}  // namespace

TEST_CASE("PSI is that of an independent implementation") {
  const Counts tens(10, 10);
  const Counts hundreds(10, 100);
  const Counts months(10, 8928);  // two months of minutes
  CHECK(psi_of(tens, tens).value == 0.0);
  CHECK(*psi_of(hundreds, {190, 150, 120, 100, 100, 100, 80, 60, 50, 50}).value ==
        Approx(0.17406132821987575).epsilon(1e-12));
  CHECK(*psi_of({500, 300, 200}, {0, 0, 3}).value == Approx(1.555890631927513).epsilon(1e-12));
  CHECK(*psi_of({50, 50}, {1, 0}).value == Approx(0.27465307216702742).epsilon(1e-12));
  CHECK(*psi_of({90, 90}, {10, 80}, 20, 60).value == Approx(1.1305763768598775).epsilon(1e-12));
  CHECK(*psi_of(hundreds, {10, 10, 10, 10, 10, 10, 10, 10, 10, 5}, 0, 5).value ==
        Approx(0.27136972840937819).epsilon(1e-12));
  // With a bin for missing values that neither side has, this would be 0.0551.
  CHECK(psi_of(months, Counts(10, 6)).value == Approx(0.0).margin(1e-15));
}

TEST_CASE("a PSI says its bins, its samples and its size without drift") {
  const Psi whole = psi_of(Counts(10, 100), Counts(10, 5));
  CHECK(whole.bins == 10);
  CHECK(whole.samples == 50);
  CHECK(whole.reference_samples == 1'000);
  CHECK(whole.expected == Approx(9 * (1.0 / 50 + 1.0 / 1'000)));
  const Psi missing = psi_of(Counts(10, 100), Counts(10, 5), 0, 1);
  CHECK(missing.bins == 11);
  CHECK(missing.samples == 51);
  CHECK(missing.expected == Approx(10 * (1.0 / 51 + 1.0 / 1'000)));
}

TEST_CASE("without two bins or without samples there is no PSI, and the reason is said") {
  struct Case {
    std::string what;
    Psi psi;
    PsiReason reason;
  };
  const std::vector<Case> cases = {
      {"constant", psi_of({100}, {100}), PsiReason::constant},
      {"constant, other values", psi_of({100}, {0}, 0, 100), PsiReason::constant},
      {"constant, no samples", psi_of({100}, {0}), PsiReason::constant},
      {"empty reference", psi_of({0}, {100}), PsiReason::no_reference},
      {"reference without a number", psi_of({0}, {100}, 5), PsiReason::no_reference},
      {"no samples", psi_of({50, 50}, {0, 0}), PsiReason::no_samples},
  };
  for (const Case& each : cases) {
    INFO(each.what);
    CHECK_FALSE(each.psi.value);
    CHECK(each.psi.reason == each.reason);
    CHECK(status_of(each.psi) == PsiStatus::inconclusive);
  }
  const Psi all_missing = psi_of({50, 50}, {0, 0}, 0, 9);
  CHECK(all_missing.reason == PsiReason::none);
  CHECK(*all_missing.value > 3);
}

TEST_CASE("bands follow their bounds, and a bound belongs to the middle band") {
  const auto status = [](double value, const PsiBands& bands = {}) {
    Psi psi;
    psi.value = value;
    return status_of(psi, bands);
  };
  CHECK(status(0) == PsiStatus::stable);
  CHECK(status(std::nextafter(0.1, 0)) == PsiStatus::stable);
  CHECK(status(0.1) == PsiStatus::warning);
  CHECK(status(0.2) == PsiStatus::warning);
  CHECK(status(std::nextafter(0.2, 1)) == PsiStatus::critical);
  CHECK(status(0.25, {.warning = 0.2, .critical = 0.3}) == PsiStatus::warning);
}

TEST_CASE("the overall PSI is the mean of the inputs without constants") {
  Psi low;
  low.value = 0.1;
  Psi high;
  high.value = 0.4;
  Psi constant;
  constant.reason = PsiReason::constant;
  Psi empty;
  empty.reason = PsiReason::no_samples;
  using Inputs = std::vector<Psi>;
  CHECK(*overall_psi(Inputs{low, constant, high}) == Approx(0.25));
  CHECK_FALSE(overall_psi(Inputs{low, empty}));
  CHECK_FALSE(overall_psi(Inputs{constant}));
  CHECK_FALSE(overall_psi(Inputs{}));
}
