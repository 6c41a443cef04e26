// Which bins a reference gives, and which bin a value falls into.
#include "spark/stats/bins.h"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "spark/stats/random.h"
#include "support/catch.h"

using spark::stats::BinCounts;
using spark::stats::Bins;

namespace {

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();
using Edges = std::vector<double>;

Edges edges_of(const Bins& bins) {
  return {bins.edges().begin(), bins.edges().end()};
}

Edges one_to(int last) {
  Edges values;
  for (int i = 1; i <= last; ++i) values.push_back(i);
  return values;
}

}  // namespace

TEST_CASE("edges are the reference's quantiles by nearest rank, and equal ones merge") {
  struct Case {
    std::string what;
    Edges reference;
    uint32_t wanted;
    Edges edges;
    std::optional<double> constant;
  };
  const std::vector<Case> cases = {
      {"no ties", one_to(20), 10, {2, 4, 6, 8, 10, 12, 14, 16, 18}, {}},
      {"in any order", {4, 1, 3, 2}, 2, {2}, {}},
      {"a number that ten does not divide", one_to(13), 10, {2, 3, 4, 6, 7, 8, 10, 11, 12}, {}},
      {"fewer values than bins", {5, 7, 6}, 10, {5, 6}, {}},
      {"an atom at the bottom", {0, 0, 0, 0, 0, 0, 1, 2, 3, 4}, 10, {0, 1, 2, 3}, {}},
      {"an atom at the top", {1, 2, 3, 9, 9, 9, 9, 9, 9, 9}, 10, {1, 2, 3}, {}},
      {"an atom in the middle", {1, 2, 5, 5, 5, 5, 5, 5, 8, 9}, 10, {1, 2, 5, 8}, {}},
      {"two values", {1, 1, 1, 2}, 10, {1}, {}},
      {"rare largest value", {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2}, 10, {1}, {}},
      {"a constant", {3, 3, 3}, 10, {}, 3},
      {"one value", {3}, 10, {}, 3},
      {"what is not finite is passed over", {nan_value, 1, infinity, 2, -infinity}, 2, {1}, {}},
      {"nothing finite", {nan_value, infinity}, 10, {}, {}},
      {"nothing", {}, 10, {}, {}},
      {"one bin", one_to(20), 1, {}, {}},
      {"no bins are one bin", one_to(20), 0, {}, {}},
  };
  for (const Case& each : cases) {
    INFO(each.what);
    const Bins bins = Bins::of(each.reference, each.wanted);
    CHECK(edges_of(bins) == each.edges);
    CHECK(bins.values() == each.edges.size() + 1);
    CHECK(bins.constant() == each.constant);
  }
  CHECK(Bins::of(one_to(1000), 1000).values() == Bins::values_max);
}

TEST_CASE("a value on an edge is below it, the outer bins are open, and null has its own bin") {
  const Bins bins = Bins::of(one_to(20), 4);  // 5, 10, 15
  CHECK(bins.of_value(5) == 0);
  CHECK(bins.of_value(std::nextafter(5, 6)) == 1);
  CHECK(bins.of_value(15) == 2);
  CHECK(bins.of_value(15.1) == 3);
  CHECK(bins.of_value(-1e308) == 0);
  CHECK(bins.of_value(1e308) == 3);
  CHECK(bins.of_value(-0.0) == bins.of_value(0.0));
  for (const double none : {nan_value, infinity, -infinity})
    CHECK(bins.of_value(none) == Bins::missing);
}

TEST_CASE("each bin holds a value of its reference, whatever the ties") {
  spark::stats::Random random(3);
  for (int round = 0; round < 2'000; ++round) {
    std::vector<double> reference(1 + random.below(40));
    const uint64_t different = 1 + random.below(12);
    for (double& value : reference) value = static_cast<double>(random.below(different));
    const Bins bins = Bins::of(reference);
    const BinCounts counts = BinCounts::in(bins, reference);
    for (uint32_t i = 0; i < bins.values(); ++i) REQUIRE(counts.of[i] > 0);
    REQUIRE(counts.total() == reference.size());
    REQUIRE(bins.constant().has_value() == (bins.values() == 1));
  }
}

TEST_CASE("bins do not change with a rising transformation of the feature") {
  spark::stats::Random random(5);
  std::vector<double> values;
  std::vector<double> logs;
  for (int i = 0; i < 1'000; ++i) {
    values.push_back(random.uniform() * 1e6);
    logs.push_back(std::log1p(values.back()));
  }
  const Bins bins = Bins::of(values);
  const Bins of_logs = Bins::of(logs);
  for (size_t i = 0; i < values.size(); ++i)
    REQUIRE(bins.of_value(values[i]) == of_logs.of_value(logs[i]));
}

TEST_CASE("kept bins come back, and what cannot be bins is refused") {
  const Bins bins = Bins::of(one_to(20), 4);
  const auto again = Bins::from(bins.edges());
  REQUIRE(again);
  CHECK(edges_of(*again) == edges_of(bins));
  CHECK(Bins::from({}, 3.0)->constant() == 3.0);
  CHECK(Bins::from({})->values() == 1);

  CHECK_FALSE(Bins::from(Edges{1, 1}));
  CHECK_FALSE(Bins::from(Edges{2, 1}));
  CHECK_FALSE(Bins::from(Edges{nan_value}));
  CHECK_FALSE(Bins::from(Edges{1, infinity}));
  CHECK_FALSE(Bins::from(one_to(Bins::values_max)));
  CHECK(Bins::from(one_to(Bins::values_max - 1)));
  CHECK_FALSE(Bins::from(Edges{1}, 1.0));
  CHECK_FALSE(Bins::from({}, infinity));
}

TEST_CASE("a value off a constant is seen") {
  const Bins constant = Bins::of(Edges{0.1, 0.1});
  CHECK_FALSE(constant.is_off_constant(0.1));
  CHECK(constant.is_off_constant(0.11));
  CHECK_FALSE(constant.is_off_constant(nan_value));
  CHECK_FALSE(Bins::of(one_to(20)).is_off_constant(77));
}

TEST_CASE("merged counts are those of both samples") {
  const Bins bins = Bins::of(one_to(20), 4);
  BinCounts counts = BinCounts::in(bins, one_to(7));
  counts.merge(BinCounts::in(bins, Edges{nan_value, 6, 99}));
  CHECK(counts.of[0] == 5);
  CHECK(counts.of[1] == 3);
  CHECK(counts.of[3] == 1);
  CHECK(counts.missing() == 1);
  CHECK(counts.total() == 10);
}
