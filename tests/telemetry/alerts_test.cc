// What becomes of an alert, look by look.
#include "telemetry/alerts.h"

#include <sstream>

#include "support/catch.h"

using namespace spark;
using namespace spark::telemetry;

namespace {

config::Alert row(const std::string& name = "slow") {
  config::Alert row;
  row.name = name;
  row.fact = "host.predict.p95_ms.5min";
  row.comparison = config::Comparison::above;
  row.threshold = 50;
  row.severity = "warning";
  return row;
}

// Looks once a minute at `facts`, texts between blanks: a value, - for an absent fact, or value@age
// in minutes. Gives the phases, and how many transitions are for the record.
std::string looks(const config::Alert& row, const std::string& facts, AlertStates states = {}) {
  std::istringstream in(facts);
  std::string phases;
  int recorded = 0;
  int64_t now_utc_ms = 0;
  for (std::string fact; in >> fact; now_utc_ms += 60'000) {
    const auto find = [&](const config::Alert&) -> std::optional<FoundFact> {
      if (fact == "-") return std::nullopt;
      const size_t at = fact.find('@');
      const int64_t age_ms = at == std::string::npos ? 0 : std::stoll(fact.substr(at + 1)) * 60'000;
      return FoundFact{std::stod(fact), age_ms};
    };
    const Evaluation now = evaluate(std::vector{row}, find, states, now_utc_ms);
    for (const Transition& each : now.transitions)
      if (is_for_the_record(each)) ++recorded;
    states = now.states;
    phases.append(phase_name(states.at(row.name).phase)).append(" ");
  }
  return phases + std::to_string(recorded);
}

}  // namespace

TEST_CASE("without for an alert fires and resolves at once, and each is for the record") {
  CHECK(looks(row(), "50 51 52 50") == "inactive firing firing inactive 2");
}

TEST_CASE("an alert is pending until its condition has held for long enough without a break") {
  auto slow = row();
  slow.for_ms = 120'000;
  CHECK(looks(slow, "60 60 60 60 1") == "pending pending firing firing inactive 2");
  CHECK(looks(slow, "60 60 1 60 60 60") == "pending pending inactive pending pending firing 1");
  CHECK(looks(slow, "60 60 - 60 60 60") == "pending pending absent pending pending firing 1");
}

TEST_CASE("no data is never a pass") {
  CHECK(looks(row(), "- 1 - 60 - 60 - 1") ==
        "absent inactive absent firing firing firing firing inactive 2");
  auto strict = row();
  strict.absence = config::Absence::firing;
  CHECK(looks(strict, "1 - 1") == "inactive firing inactive 2");
  strict.for_ms = 60'000;
  CHECK(looks(strict, "1 - - 1") == "inactive pending firing inactive 2");
  auto lax = row();
  lax.absence = config::Absence::inactive;
  CHECK(looks(lax, "60 - 60") == "firing inactive firing 3");
}

TEST_CASE("a fact that is too old is absent") {
  auto slow = row();
  slow.age_ms_max = 120'000;
  CHECK(looks(slow, "1@2 1@3 60@2 60@3 1@3 1@0") ==
        "inactive absent firing firing firing inactive 2");
}

TEST_CASE("each comparison holds where it says") {
  const struct {
    config::Comparison comparison;
    const char* expected;  // for 49, 50 and 51 beside a threshold of 50
  } cases[] = {
      {config::Comparison::above, "inactive inactive firing 1"},
      {config::Comparison::at_least, "inactive firing firing 1"},
      {config::Comparison::below, "firing inactive inactive 2"},
      {config::Comparison::at_most, "firing firing inactive 2"},
      {config::Comparison::equal, "inactive firing inactive 2"},
      {config::Comparison::not_equal, "firing inactive firing 3"},
  };
  for (const auto& c : cases) {
    auto each = row();
    each.comparison = c.comparison;
    INFO(config::comparison_word(c.comparison));
    CHECK(looks(each, "49 50 51") == c.expected);
  }
}

TEST_CASE("a row that asks the same keeps its state, any other begins anew") {
  auto slow = row();
  slow.for_ms = 60'000;
  const AlertStates firing = {{"slow", {condition_of(slow), Phase::firing, 0, 60}}};
  auto edited = slow;
  edited.severity = "critical";
  edited.summary = "too slow";
  edited.labels = {{"team", "x"}};
  CHECK(looks(edited, "60", firing) == "firing 0");
  auto other = slow;
  other.threshold = 55;
  CHECK(looks(other, "60", firing) == "pending 1");  // the end of the one that fired
  auto elsewhere = slow;
  elsewhere.subject.model = "candidate";
  CHECK(looks(elsewhere, "60", firing) == "pending 1");
}

TEST_CASE("a row that is gone ends, and that is for the record if it fired") {
  const AlertStates before = {{"a", {"x", Phase::firing, 0, 1}},
                              {"b", {"x", Phase::pending, 0, 1}}};
  const Evaluation now = evaluate({}, {}, before, 0);
  CHECK(now.states.empty());
  REQUIRE(now.transitions.size() == 2);
  CHECK(is_for_the_record(now.transitions[0]));
  CHECK_FALSE(now.transitions[0].to.has_value());
  CHECK_FALSE(is_for_the_record(now.transitions[1]));
}

TEST_CASE(
    "time that passed while the host was down counts, and a clock that was set back does not") {
  auto slow = row();
  slow.for_ms = 120'000;
  const std::string condition = condition_of(slow);
  CHECK(looks(slow, "60", {{"slow", {condition, Phase::pending, -120'000, {}}}}) == "firing 1");
  CHECK(looks(slow, "60 60 60", {{"slow", {condition, Phase::pending, 9'000'000, {}}}}) ==
        "pending pending firing 1");
}

TEST_CASE("where facts are still to come after a start, states stay as they were") {
  config::Alert row;
  row.name = "a";
  row.fact = "psi";
  row.for_ms = 60'000;
  const FindFact nothing = [](const config::Alert&) { return std::nullopt; };
  const AlertStates before = {{"a", {condition_of(row), Phase::pending, 1'000, {}}}};
  const Evaluation settling = evaluate(std::vector{row}, nothing, before, 30'000, true);
  CHECK(settling.states.at("a").phase == Phase::pending);
  CHECK(settling.states.at("a").since_utc_ms == 1'000);
  CHECK(settling.transitions.empty());
  CHECK(evaluate(std::vector{row}, nothing, before, 30'000).states.at("a").phase == Phase::absent);
  // A fact that is there is looked at, and a row without a state has none to keep.
  const FindFact found = [](const config::Alert&) { return std::optional(FoundFact{-1, 0}); };
  CHECK(evaluate(std::vector{row}, found, before, 30'000, true).states.at("a").phase ==
        Phase::inactive);
  CHECK(evaluate(std::vector{row}, nothing, {}, 0, true).states.at("a").phase == Phase::absent);
}

TEST_CASE("what a row asks is said in words") {
  auto each = row();
  each.for_ms = 300'000;
  CHECK(condition_of(each) == "host.predict.p95_ms.5min above 50 for 5min");
  each.subject = {"predict", "candidate", std::string(64, 'a')};
  each.age_ms_max = 1'000;
  each.absence = config::Absence::firing;
  CHECK(condition_of(each) ==
        "host.predict.p95_ms.5min of pipeline predict of model candidate of artefact " +
            std::string(64, 'a') + " above 50 for 5min, at most 1s old, absent fires");
}
