#include "promote/made_inputs.h"

#include <algorithm>

#include "support/catch.h"

namespace spark::test {
namespace {

using promote::day_ms;
using promote::hour_ms;

void add_fact(promote::Inputs& inputs, const char* name, double value, uint64_t samples,
              int64_t span_ms) {
  const int64_t to_ms = made_now_ms - promote::minute_ms;
  inputs.facts.push_back({name,
                          {inputs.lineage, inputs.candidate.model, inputs.candidate.sha256},
                          "",
                          value,
                          samples,
                          to_ms - span_ms,
                          to_ms,
                          to_ms});
}

void add_facts(promote::Inputs& inputs) {
  constexpr int64_t week_ms = 7 * day_ms;
  add_fact(inputs, "drift.coverage", 0.99, 9'979, week_ms);
  add_fact(inputs, "drift.psi.overall", 0.03, 9'979, week_ms);
  add_fact(inputs, "drift.psi.feature_max", 0.13, 9'979, week_ms);
  add_fact(inputs, "drift.psi.overall_max_48h", 0.05, 9'979, week_ms);
  add_fact(inputs, "shadow.pairs_24h", 1'440, 1'440, day_ms);
  add_fact(inputs, "shadow.hours_24h", 24, 1'440, day_ms);
  add_fact(inputs, "shadow.p95_ms_24h", 0.2, 1'440, day_ms);
  add_fact(inputs, "shadow.error_rate_24h", 0, 1'440, day_ms);
  add_fact(inputs, "shadow.same_target", 1, 0, day_ms);
  add_fact(inputs, "shadow.match_rate_24h", 1, 1'440, day_ms);
  add_fact(inputs, "shadow.delta_mean_24h", 0.0054, 1'440, day_ms);
  add_fact(inputs, "shadow.delta_p99_24h", 0.022, 1'440, day_ms);
  add_fact(inputs, "shadow.delta_std_24h", 0.005, 1'440, day_ms);
}

void add_records(promote::Inputs& inputs) {
  uint64_t sequence = 100;
  for (const std::string& kind : promote::record_kinds())
    inputs.records.push_back({kind, kind, ++sequence, std::string(64, 'f'),
                              made_now_ms - hour_ms / 2, false, inputs.candidate.sha256, true});
  promote::OfflineFigures of;
  of.sequence = 101;
  of.data_sha256 = {std::string(64, 'd')};
  of.rows = 86'400;
  of.hits = 43'000;
  of.days = 61;
  of.auc = 0.781;
  of.precision = 0.865;
  of.recall = 0.366;
  of.selected = 0.21;
  of.brier_skill = 0.2;
  of.slope = 0.946;
  of.gain_low = 0.019;
  of.cv_std = 0.0146;
  of.newest_ms = made_now_ms - 3 * day_ms;
  inputs.offline = of;
}

}  // namespace

promote::Inputs made_inputs() {
  promote::Inputs inputs;
  inputs.lineage = "predict-vol";
  inputs.production = {"vol-production", "v1.8.2", std::string(64, 'a'), {}, ""};
  inputs.candidate = {"vol-candidate", "v1.8.3", std::string(64, 'b'), {}, ""};
  inputs.now_ms = inputs.wall_ms = made_now_ms;
  add_facts(inputs);
  add_records(inputs);
  inputs.alerts.minutes = 1'440;
  inputs.alerts.alerts = {{"slow", "warning", "", "", false, {}},
                          {"match-low", "critical", "predict-vol", "vol-candidate", false, {}}};
  inputs.chain.records = 250;
  return inputs;
}

spark::Fact& fact_in(promote::Inputs& inputs, const std::string& name) {
  const auto found = std::find_if(inputs.facts.begin(), inputs.facts.end(),
                                  [&](const spark::Fact& each) { return each.name == name; });
  REQUIRE(found != inputs.facts.end());
  return *found;
}

void drop_fact(promote::Inputs& inputs, const std::string& name) {
  std::erase_if(inputs.facts, [&](const spark::Fact& each) { return each.name == name; });
}

void check_cases(promote::Gate (*judge)(const promote::Inputs& inputs),
                 const std::vector<GateCase>& cases) {
  for (const GateCase& each : cases) {
    INFO(each.what);
    promote::Inputs inputs = made_inputs();
    each.change(inputs);
    const promote::Gate gate = judge(inputs);
    const promote::Check* const decides = promote::deciding(gate);
    REQUIRE(decides != nullptr);
    INFO(name_of(gate.verdict) << " by " << decides->name << ": " << decides->reason);
    CHECK(gate.verdict == each.verdict);
    const bool is_named = std::any_of(gate.checks.begin(), gate.checks.end(), [&](const auto& one) {
      return one.verdict == gate.verdict && one.reason.find(each.reason) != std::string::npos;
    });
    CHECK(is_named);
  }
}

}  // namespace spark::test
