// Each row of the shipped configuration over a fact fires in the host's own alerts once its
// condition has held, and is silent otherwise. Facts are injected.
#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "config/config.h"
#include "support/case_count.h"
#include "support/catch.h"
#include "telemetry/alerts.h"

using namespace spark;
using namespace spark::telemetry;

namespace {

// A fact at which the condition holds, one at which it does not, and the threshold itself.
struct Facts {
  double holding, other;
  bool holds_at_threshold;
};

Facts facts_for(const config::Alert& row) {
  const double step = row.threshold == 0 ? 1 : row.threshold / 100;
  switch (row.comparison) {
    case config::Comparison::above:
      return {row.threshold + step, row.threshold - step, false};
    case config::Comparison::at_least:
      return {row.threshold + step, row.threshold - step, true};
    case config::Comparison::below:
      return {row.threshold - step, row.threshold + step, false};
    case config::Comparison::at_most:
      return {row.threshold - step, row.threshold + step, true};
    case config::Comparison::equal:
      return {row.threshold, row.threshold + step, true};
    case config::Comparison::not_equal:
      return {row.threshold + step, row.threshold, false};
  }
  return {};
}

std::vector<config::Alert> shipped_rows() {
  config::Errors errors;
  const config::Config config =
      config::load(SPARK_SOURCE_DIR "/configs/executor.yaml", {}, {}, errors);
  INFO(errors.render());
  REQUIRE(errors.empty());
  return config.alerts;
}

// All rows are looked at, and one of them has a fact: at `value`, for so long.
Phase phase_of(const std::vector<config::Alert>& rows, const config::Alert& one,
               std::optional<double> value, double held_ms) {
  const auto find = [&](const config::Alert& row) -> std::optional<FoundFact> {
    if (row.fact != one.fact || !value) return std::nullopt;
    return FoundFact{*value, 0};
  };
  const Evaluation first = evaluate(rows, find, {}, 1'000);
  const auto later_ms = static_cast<int64_t>(1'000 + held_ms);
  return evaluate(rows, find, first.states, later_ms).states.at(one.name).phase;
}

}  // namespace

TEST_CASE("each shipped alert over a fact fires when its condition holds, and not otherwise") {
  std::vector<config::Alert> rows = shipped_rows();
  std::set<std::string> of_prometheus_alone;
  for (const config::Alert& row : rows)
    if (row.fact.empty()) of_prometheus_alone.insert(row.name);
  std::erase_if(rows, [](const config::Alert& row) { return row.fact.empty(); });
  // Whether Prometheus reaches a host is what that host cannot know.
  CHECK(of_prometheus_alone == std::set<std::string>{"engine-down", "metrics-absent", "host-down"});

  std::map<config::Absence, Phase> when_absent = {{config::Absence::unknown, Phase::absent},
                                                  {config::Absence::firing, Phase::firing},
                                                  {config::Absence::inactive, Phase::inactive}};
  size_t good = 0;
  for (const config::Alert& row : rows) {
    INFO(row.name << ": " << condition_of(row));
    const Facts facts = facts_for(row);
    const Phase at_threshold = facts.holds_at_threshold ? Phase::firing : Phase::inactive;
    const double short_ms = row.for_ms - 1;
    const bool is_good =
        phase_of(rows, row, facts.holding, row.for_ms) == Phase::firing &&
        (row.for_ms <= 0 || phase_of(rows, row, facts.holding, short_ms) == Phase::pending) &&
        phase_of(rows, row, facts.other, row.for_ms) == Phase::inactive &&
        phase_of(rows, row, row.threshold, row.for_ms) == at_threshold &&
        phase_of(rows, row, {}, row.for_ms) == when_absent.at(row.absence);
    CHECK(is_good);
    good += is_good ? 1 : 0;
  }
  test::report_cases("alert over a fact", good, rows.size(), "of configs/executor.yaml");
}
