// What gate 4 asks of a model's measures, one requirement at a time.
#include "offline_verdict.h"

#include <functional>

#include "support/catch.h"

using namespace training;

namespace {

Measures good() {
  Measures m;
  m.rows = 10'000;
  m.hits = 4'957;
  m.auc = 0.62;
  m.precision = 0.58;
  m.recall = 0.235;
  m.recall_floor = 0.234;
  m.selected = 0.10;
  m.brier_skill = 0.001;
  m.slope = 1.25;
  m.gain_interval = Interval{0.001, 0.02};
  return m;
}

}  // namespace

TEST_CASE("a model that meets every requirement just so passes") {
  const auto verdict = judge_offline(good(), 0.0199, 14);
  CHECK(verdict.verdict == Verdict::pass);
  CHECK(verdict.checks.size() == 10);
  for (const OfflineCheck& check : verdict.checks) CHECK(check.verdict == Verdict::pass);
}

TEST_CASE("each requirement fails alone") {
  struct Case {
    const char* name;
    std::function<void(Measures&)> change;
  };
  const std::vector<Case> cases = {
      {"auc", [](Measures& m) { m.auc = 0.6199; }},
      {"precision", [](Measures& m) { m.precision = 0.5799; }},
      {"recall", [](Measures& m) { m.recall = 0.2339; }},
      {"selected", [](Measures& m) { m.selected = 0.0999; }},
      {"selected", [](Measures& m) { m.selected = 0.3001; }},
      {"brier_skill", [](Measures& m) { m.brier_skill = 0; }},
      {"slope", [](Measures& m) { m.slope = 0.7999; }},
      {"slope", [](Measures& m) { m.slope = 6; }},
      {"gain_low", [](Measures& m) { m.gain_interval->low = 0; }},
  };
  for (const Case& one : cases) {
    Measures measures = good();
    one.change(measures);
    const auto verdict = judge_offline(measures, 0.01, 14);
    INFO(one.name);
    CHECK(verdict.verdict == Verdict::fail);
    for (const OfflineCheck& check : verdict.checks)
      CHECK((check.verdict == Verdict::fail) == (check.name == one.name));
  }
  CHECK(judge_offline(good(), 0.02, 14).verdict == Verdict::fail);
}

TEST_CASE("no data is never a pass, and little data never a no") {
  CHECK(judge_offline({}, 0.01, 0).verdict == Verdict::inconclusive);
  CHECK(judge_offline(good(), {}, 14).verdict == Verdict::inconclusive);
  CHECK(judge_offline(good(), 0.01, 13).verdict == Verdict::inconclusive);
  Measures measures = good();
  measures.gain_interval = {};
  CHECK(judge_offline(measures, 0.01, 14).verdict == Verdict::inconclusive);
  measures.auc = 0.5;
  CHECK(judge_offline(measures, 0.01, 14).verdict == Verdict::fail);
  measures.rows = 9'999;
  CHECK(judge_offline(measures, 0.01, 14).verdict == Verdict::inconclusive);
}

TEST_CASE("a day counts if it has a row") {
  constexpr int64_t day_ms = 86'400'000;
  const std::vector<int64_t> ts_ms = {5, 6, day_ms - 1, day_ms, 4 * day_ms};
  CHECK(days_with_rows(ts_ms) == 3);
  CHECK(days_with_rows({}) == 0);
}

TEST_CASE("a verdict is written with its requirements") {
  const auto json = as_json(judge_offline(good(), {}, 14));
  CHECK(json.at("verdict") == "INCONCLUSIVE");
  CHECK(json.at("checks").at(0).at("requirement") == ">= 10,000");
  const auto& first = json.at("checks").at(2).as_object();
  CHECK(first.at("name") == "auc");
  CHECK(first.at("requirement") == ">= 0.62");
  CHECK(first.at("verdict") == "PASS");
  CHECK(json.at("checks").at(9).at("value").is_null());
}
