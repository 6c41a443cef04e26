#include "training/report/weekly_psi.h"

#include <limits>

#include "support/catch.h"

using namespace training;
using spark::stats::BinCounts;
using spark::stats::Bins;
using spark::stats::PsiReason;

namespace {

constexpr int64_t minute_ms = 60'000;
constexpr int64_t day_ms = 86'400'000;
constexpr int64_t monday_ms = 1'709'510'400'000;  // 2024-03-04
constexpr double none = std::numeric_limits<double>::quiet_NaN();

BinnedReference reference_of(std::vector<double> values) {
  const Bins bins = Bins::of(values, 4);
  return {bins, BinCounts::in(bins, values)};
}

std::vector<double> ramp(size_t count) {
  std::vector<double> values;
  for (size_t i = 0; i < count; ++i) values.push_back(static_cast<double>(i % 100));
  return values;
}

// Two features: a ramp, and one that is always 1.
Dataset rows_from(int64_t from_ms, size_t count, double shift_from_week_2 = 0) {
  Dataset data;
  data.names = {"ramp", "one"};
  for (size_t i = 0; i < count; ++i) {
    data.ts_ms.push_back(from_ms + static_cast<int64_t>(i) * 10 * minute_ms);
    data.mids.push_back(100);
    const bool is_later = data.ts_ms.back() >= monday_ms + 7 * day_ms;
    data.values.push_back(static_cast<double>(i % 100) + (is_later ? shift_from_week_2 : 0));
    data.values.push_back(1);
  }
  return data;
}

}  // namespace

TEST_CASE("weeks begin on Monday, and together they are the whole") {
  const Dataset data = rows_from(monday_ms - day_ms, 144 * 10, 50);  // Sunday, then nine days
  const std::vector<double> scores(data.rows(), 0.5);
  References references{{reference_of(ramp(1'000)), reference_of({1, 1})}, {}};
  const PsiTable table = psi_by_week(data, scores, references);
  REQUIRE(table.weeks.size() == 3);
  CHECK(table.weeks[0].rows == 144);
  CHECK(table.weeks[1].from_ms == monday_ms);
  CHECK(table.weeks[1].rows == 7 * 144);
  CHECK(table.weeks[1].until_ms == monday_ms + 7 * day_ms - 10 * minute_ms);
  CHECK(table.weeks[2].from_ms == monday_ms + 7 * day_ms);
  CHECK(table.whole.rows == data.rows());
  CHECK(table.whole.until_ms == data.ts_ms.back());

  CHECK(*table.weeks[1].features[0].value < 0.01);
  CHECK(*table.weeks[2].features[0].value > 0.5);
  const double in_all = *table.whole.features[0].value;
  CHECK(in_all > *table.weeks[1].features[0].value);
  CHECK(in_all < *table.weeks[2].features[0].value);
}

TEST_CASE("a constant or missing reference gives no PSI, and says why") {
  const Dataset data = rows_from(monday_ms, 10);
  const std::vector<double> scores(data.rows(), 0.5);
  References references{{reference_of(ramp(1'000)), reference_of({1, 1})}, {}};
  const PsiTable constant = psi_by_week(data, scores, references);
  CHECK(constant.whole.features[1].reason == PsiReason::constant);
  CHECK(constant.whole.score.reason == PsiReason::no_reference);
  CHECK(*constant.whole.overall == *constant.whole.features[0].value);

  references.features[1].reset();
  CHECK(psi_by_week(data, scores, references).whole.features[1].reason == PsiReason::no_reference);
  CHECK(!psi_by_week(data, scores, references).whole.overall);
}

TEST_CASE("an input that says the same as another one does not count twice") {
  Dataset data = rows_from(monday_ms, 300);
  for (size_t i = 0; i < data.rows(); ++i) data.values[2 * i + 1] = 42;  // far off its reference
  const std::vector<double> scores(data.rows(), 0.5);
  References references{{reference_of(ramp(1'000)), reference_of(ramp(1'000))}, {}};
  const PsiTable both = psi_by_week(data, scores, references);
  references.features[1]->counts_in_mean = false;
  const PsiTable one = psi_by_week(data, scores, references);
  CHECK(*both.whole.overall > 0.5);
  CHECK(*one.whole.overall == *one.whole.features[0].value);
  CHECK(*one.whole.features[1].value > 1);  // and is shown all the same
}

TEST_CASE("rows without a score are no samples, and the score has a PSI of its own") {
  const Dataset data = rows_from(monday_ms, 200);
  std::vector<double> scores(data.rows(), none);
  for (size_t i = 100; i < 200; ++i) scores[i] = 0.95;
  std::vector<double> spread;
  for (int i = 0; i < 100; ++i) spread.push_back(i / 100.0);
  References references{{reference_of(ramp(1'000)), {}}, reference_of(spread)};
  const PsiTable table = psi_by_week(data, scores, references);
  CHECK(table.whole.rows == 100);
  CHECK(table.whole.from_ms == data.ts_ms[100]);
  CHECK(*table.whole.score.value > 1);
  CHECK(psi_by_week(data, std::vector<double>(200, none), references).weeks.empty());
}
