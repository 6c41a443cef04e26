// One rule says which request is a pair and whose error it is, and what a day's counts give.
#include "spark/stats/pairs.h"

#include <cmath>
#include <string>

#include "spark/stats/pair_basis.h"
#include "support/catch.h"

using namespace spark::stats;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr int64_t ok = SPARK_STATUS_OK, skipped = SPARK_STATUS_SKIPPED,
                  not_ready = SPARK_STATUS_NOT_READY, late = SPARK_STATUS_LATE,
                  error = SPARK_STATUS_ERROR;
constexpr double none = -1;  // no score

struct Case {
  const char* what;
  int64_t code;
  int64_t production;
  double production_score;
  int64_t candidate;
  double candidate_score;
  const char* counted;  // "requests pairs, production_errors errors, scored matches"
};

PairedAnswer answer(int64_t status, double score) {
  PairedAnswer made{status, {}, 2.0};
  if (score != none) made.score = score;
  return made;
}

std::string counted(const PairSums& of) {
  const auto text = [](uint64_t count) { return std::to_string(count); };
  return text(of.requests) + " " + text(of.pairs) + ", " + text(of.production_errors) + " " +
         text(of.errors) + ", " + text(of.scored) + " " + text(of.matches);
}

PairBasis made_basis() {
  PairBasis basis;
  basis.from_ms = 0;
  basis.to_ms = 86'400'000;
  const auto add = [&](double delta) {
    const auto seen = paired_request(200, answer(ok, 0), answer(ok, delta), delta, delta < 0.05);
    basis.sums += seen.sums;
    ++basis.deltas[static_cast<uint32_t>(pair_delta_cell(delta))];
    ++basis.candidate_times[static_cast<uint32_t>(no_pair_times().cell_of(*seen.candidate_ms))];
    ++basis.hours[basis.sums.pairs % 24];
  };
  for (int i = 0; i < 200; ++i) add(i / 1'000.0 + 0.0005);
  for (const double delta : {0.31, 0.9995, 1.0}) add(delta);
  return basis;
}

}  // namespace

TEST_CASE("a request counts by what became of its two models") {
  const Case cases[] = {
      {"both answer, close", 200, ok, 0.5, ok, 0.51, "1 1, 0 0, 1 1"},
      {"both answer, far", 200, ok, 0.5, ok, 0.6, "1 1, 0 0, 1 0"},
      {"at the threshold", 200, ok, 0.25, ok, 0.5, "1 1, 0 0, 1 0"},
      {"the candidate fails", 200, ok, 0.5, error, none, "1 1, 0 1, 0 0"},
      {"the candidate is late", 200, ok, 0.5, late, none, "1 1, 0 1, 0 0"},
      {"the candidate has no score", 200, ok, 0.5, ok, none, "1 1, 0 1, 0 0"},
      {"the candidate waits", 200, ok, 0.5, not_ready, none, "1 0, 0 0, 0 0"},
      {"the candidate is not asked", 200, ok, 0.5, skipped, none, "1 0, 0 0, 0 0"},
      {"production fails", 200, error, none, ok, 0.5, "1 1, 1 0, 0 0"},
      {"production is late", 200, late, none, ok, 0.5, "1 1, 1 0, 0 0"},
      {"both fail", 500, error, none, error, none, "1 1, 1 1, 0 0"},
      {"production waits", 200, not_ready, none, ok, 0.5, "0 0, 0 0, 0 0"},
      {"production is not asked", 200, skipped, none, ok, 0.5, "0 0, 0 0, 0 0"},
      {"the client's fault", 422, ok, 0.5, ok, 0.5, "0 0, 0 0, 0 0"},
      {"the host's fault", 500, ok, 0.5, ok, 0.5, "1 1, 0 0, 1 1"},
  };
  for (const Case& each : cases) {
    INFO(each.what);
    const PairedAnswer production = answer(each.production, each.production_score);
    const PairedAnswer candidate = answer(each.candidate, each.candidate_score);
    const auto delta = pair_delta(production, candidate, true);
    const PairSums sums =
        paired_request(each.code, production, candidate, delta, is_pair_match(delta, 0.05)).sums;
    CHECK(counted(sums) == each.counted);
    CHECK(sums.makes_sense());
    CHECK(sums.production_only == (sums.production_errors > sums.errors ? sums.pairs : 0));
  }
  CHECK_FALSE(pair_delta(answer(ok, 0.5), answer(ok, 0.5), false));  // two targets
}

TEST_CASE("a day's counts give the figures that other programs compute of its values") {
  const PairBasis basis = made_basis();
  const PairFigures figures = figures_of(basis);
  CHECK(figures.pairs == 203);
  CHECK(figures.hours == 24);
  CHECK(figures.match_rate == 50.0 / 203);
  CHECK(*figures.delta_mean == Approx(0.10989901477832512).epsilon(1e-12));
  CHECK(*figures.delta_std == Approx(0.10667288471774215).epsilon(1e-9));
  CHECK(figures.delta_p99 == 0.311);
  CHECK(*figures.p95_ms == Approx(2).epsilon(0.01));
  CHECK(figures.error_rate == 0.0);
  const PairFigures nothing = figures_of(PairBasis());
  CHECK_FALSE(nothing.p95_ms);
  CHECK_FALSE(nothing.error_rate);
  CHECK_FALSE(nothing.delta_std);
}

TEST_CASE("counts that no requests have are named") {
  CHECK(flaw_of(made_basis()) == "");
  CHECK(flaw_of(PairBasis()) == "");
  const struct {
    void (*change)(PairBasis& basis);
    const char* why;
  } cases[] = {
      {[](PairBasis& of) { of.sums.matches = of.sums.scored + 1; }, "contradict each other"},
      {[](PairBasis& of) { of.to_ms = -1; }, "ends before it begins"},
      {[](PairBasis& of) { of.hours.erase(3); }, "its hours have other pairs"},
      {[](PairBasis& of) { of.deltas[7] += 500; }, "not as many as its scores"},
      {[](PairBasis& of) { of.candidate_times[7] += 500; }, "more times than pairs"},
      {[](PairBasis& of) { of.production_times[7] += 500; }, "more times than requests"},
      {[](PairBasis& of) { of.sums.delta_sum /= 2; }, "the sum of its distances"},
  };
  for (const auto& each : cases) {
    PairBasis basis = made_basis();
    each.change(basis);
    CHECK_THAT(flaw_of(basis), ContainsSubstring(each.why));
  }
  PairBasis basis = made_basis();
  ++basis.deltas[7];  // a worker went on while its cells were read
  CHECK(flaw_of(basis) == "");
}

TEST_CASE("the document of a day is small, whatever was counted") {
  PairBasis basis = made_basis();
  CHECK(document_of(basis).text().size() < 4'096);
  for (uint32_t i = 0; i < PairTimes::cells; ++i)
    basis.production_times[i] = basis.candidate_times[i] = 86'399'999 - i;
  for (uint32_t i = 0; i < pair_delta_cells; ++i) basis.deltas[i] = 86'399'999 - i;
  CHECK(document_of(basis).text().size() < 40'960);
}
