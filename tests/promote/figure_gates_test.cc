// Gates 1, 2 and 5: facts in, verdict and reason out.
#include "promote/made_inputs.h"
#include "support/catch.h"

using namespace spark::test;
using promote::Inputs;
using promote::Verdict;

namespace {

constexpr const char* other_digest =
    "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc";

void age(Inputs& inputs, const char* name, int64_t ms) {
  spark::Fact& fact = fact_in(inputs, name);
  fact.from_utc_ms -= ms;
  fact.to_utc_ms -= ms;
  fact.at_utc_ms -= ms;
}

const std::vector<GateCase> psi_cases = {
    {"a quiet week", [](Inputs&) {}, Verdict::go, ""},
    {"just below", [](Inputs& in) { fact_in(in, "drift.psi.overall").value = 0.1999; }, Verdict::go,
     ""},
    {"exactly 0.20", [](Inputs& in) { fact_in(in, "drift.psi.overall").value = 0.20; },
     Verdict::no_go, "0.2 is not < 0.2"},
    {"a feature at 0.30", [](Inputs& in) { fact_in(in, "drift.psi.feature_max").value = 0.30; },
     Verdict::no_go, "0.3 is not < 0.3"},
    {"94 % of the week", [](Inputs& in) { fact_in(in, "drift.coverage").value = 0.9499; },
     Verdict::inconclusive, "0.9499 is not >= 0.95"},
    {"too little is known, and that is bad",
     [](Inputs& in) {
       fact_in(in, "drift.coverage").value = 0.5;
       fact_in(in, "drift.psi.overall").value = 0.5;
     },
     Verdict::inconclusive, "is not >= 0.95"},
    {"no fact", [](Inputs& in) { drop_fact(in, "drift.psi.overall"); }, Verdict::inconclusive,
     "there is no fact drift.psi.overall"},
    {"no facts at all", [](Inputs& in) { in.facts.clear(); }, Verdict::inconclusive,
     "there is no fact drift.coverage"},
    {"another model's",
     [](Inputs& in) { fact_in(in, "drift.psi.overall").subject.sha256 = other_digest; },
     Verdict::inconclusive, "of another model (cccccccccccc)"},
    {"another lineage's",
     [](Inputs& in) { fact_in(in, "drift.psi.overall").subject.pipeline = "predict-with-shadow"; },
     Verdict::inconclusive, "there is no fact"},
    {"two hours old", [](Inputs& in) { age(in, "drift.psi.overall", 2 * promote::hour_ms); },
     Verdict::inconclusive, "2.0 h old, and may be 60 min"},
    {"published now, of a week that ended long ago",
     [](Inputs& in) { fact_in(in, "drift.psi.overall").to_utc_ms -= 2 * promote::hour_ms; },
     Verdict::inconclusive, "old, and may be"},
    {"too high yesterday",
     [](Inputs& in) { fact_in(in, "drift.psi.overall_max_48h").value = 0.20; },
     Verdict::inconclusive, "all through the last 48 h"},
    {"too high today and yesterday",
     [](Inputs& in) {
       fact_in(in, "drift.psi.overall_max_48h").value = 0.4;
       fact_in(in, "drift.psi.overall").value = 0.4;
     },
     Verdict::no_go, "0.4 is not < 0.2"},
    {"negative", [](Inputs& in) { fact_in(in, "drift.psi.overall").value = -0.1; }, Verdict::error,
     "is negative"},
    {"a coverage above one", [](Inputs& in) { fact_in(in, "drift.coverage").value = 1.2; },
     Verdict::error, "is no ratio"},
    {"of the future", [](Inputs& in) { age(in, "drift.psi.overall", -promote::hour_ms); },
     Verdict::error, "is of the future"},
    {"ends before it begins",
     [](Inputs& in) { fact_in(in, "drift.psi.overall").from_utc_ms = made_now_ms; }, Verdict::error,
     "ends before it begins"},
    {"facts cannot be read", [](Inputs& in) { in.facts_failure = "no service"; }, Verdict::error,
     "no service"},
    {"a candidate without an artefact", [](Inputs& in) { in.candidate.sha256.clear(); },
     Verdict::inconclusive, "of another model"},
};

const std::vector<GateCase> performance_cases = {
    {"a good day", [](Inputs&) {}, Verdict::go, ""},
    {"exactly 80 ms", [](Inputs& in) { fact_in(in, "shadow.p95_ms_24h").value = 80; },
     Verdict::no_go, "80 is not < 80"},
    {"exactly one error in a hundred",
     [](Inputs& in) { fact_in(in, "shadow.error_rate_24h").value = 0.01; }, Verdict::no_go,
     "0.01 is not < 0.01"},
    {"exactly 95 % matches", [](Inputs& in) { fact_in(in, "shadow.match_rate_24h").value = 0.95; },
     Verdict::go, ""},
    {"fewer matches", [](Inputs& in) { fact_in(in, "shadow.match_rate_24h").value = 0.9499; },
     Verdict::no_go, "0.9499 is not >= 0.95"},
    {"999 pairs", [](Inputs& in) { fact_in(in, "shadow.pairs_24h").value = 999; },
     Verdict::inconclusive, "999 is not >= 1000"},
    {"19 hours", [](Inputs& in) { fact_in(in, "shadow.hours_24h").value = 19; },
     Verdict::inconclusive, "19 is not >= 20"},
    {"few pairs, all of them slow",
     [](Inputs& in) {
       fact_in(in, "shadow.pairs_24h").value = 10;
       fact_in(in, "shadow.p95_ms_24h").value = 500;
     },
     Verdict::inconclusive, "10 is not >= 1000"},
    {"targets differ, and nothing matches",
     [](Inputs& in) {
       fact_in(in, "shadow.same_target").value = 0;
       fact_in(in, "shadow.match_rate_24h").value = 0.1;
     },
     Verdict::inconclusive, "targets differ"},
    {"targets are not known", [](Inputs& in) { drop_fact(in, "shadow.same_target"); },
     Verdict::inconclusive, "there is no fact shadow.same_target"},
    {"no pairs", [](Inputs& in) { in.facts.clear(); }, Verdict::inconclusive,
     "there is no fact shadow.pairs_24h"},
    {"another model's pairs",
     [](Inputs& in) { fact_in(in, "shadow.pairs_24h").subject.sha256 = other_digest; },
     Verdict::inconclusive, "of another model"},
    {"20 minutes old", [](Inputs& in) { age(in, "shadow.p95_ms_24h", 20 * promote::minute_ms); },
     Verdict::inconclusive, "old, and may be 15 min"},
    {"an error rate above one", [](Inputs& in) { fact_in(in, "shadow.error_rate_24h").value = 2; },
     Verdict::error, "is no ratio"},
};

const std::vector<GateCase> delta_cases = {
    {"close", [](Inputs&) {}, Verdict::go, ""},
    {"mean at its limit", [](Inputs& in) { fact_in(in, "shadow.delta_mean_24h").value = 0.05; },
     Verdict::no_go, "0.05 is not < 0.05"},
    {"p99 at its limit", [](Inputs& in) { fact_in(in, "shadow.delta_p99_24h").value = 0.10; },
     Verdict::no_go, "0.1 is not < 0.1"},
    {"spread at its limit", [](Inputs& in) { fact_in(in, "shadow.delta_std_24h").value = 0.03; },
     Verdict::no_go, "0.03 is not < 0.03"},
    {"targets differ", [](Inputs& in) { fact_in(in, "shadow.same_target").value = 0; },
     Verdict::inconclusive, "targets differ"},
    {"no delta", [](Inputs& in) { drop_fact(in, "shadow.delta_p99_24h"); }, Verdict::inconclusive,
     "there is no fact shadow.delta_p99_24h"},
    {"few pairs", [](Inputs& in) { fact_in(in, "shadow.pairs_24h").value = 999; },
     Verdict::inconclusive, "999 is not >= 1000"},
    {"a negative delta", [](Inputs& in) { fact_in(in, "shadow.delta_mean_24h").value = -1; },
     Verdict::error, "is no ratio"},
    {"an hour old", [](Inputs& in) { age(in, "shadow.delta_mean_24h", promote::hour_ms); },
     Verdict::inconclusive, "old, and may be"},
};

}  // namespace

TEST_CASE("gate 1 judges seven days of PSI") {
  check_cases(promote::judge_psi, psi_cases);
}

TEST_CASE("gate 2 judges a day of latency, errors and agreement") {
  check_cases(promote::judge_performance, performance_cases);
}

TEST_CASE("gate 5 judges how far the scores are apart") {
  check_cases(promote::judge_delta, delta_cases);
}

TEST_CASE("no data is never a pass, of no gate") {
  promote::Inputs nothing;
  nothing.now_ms = nothing.wall_ms = made_now_ms;
  const auto gates = promote::judge_all(nothing);
  REQUIRE(gates.size() == promote::gates_count);
  for (const promote::Gate& gate : gates) {
    INFO(name_of(gate.name));
    CHECK(gate.verdict == Verdict::inconclusive);
  }
  CHECK(promote::overall(gates) == Verdict::inconclusive);
  CHECK(promote::overall({}) == Verdict::inconclusive);
  CHECK(promote::passed(gates) == 0);
}

TEST_CASE("six gates that are GO are GO, and five are not") {
  auto gates = promote::judge_all(made_inputs());
  CHECK(promote::overall(gates) == Verdict::go);
  CHECK(promote::passed(gates) == 6);
  gates.pop_back();
  CHECK(promote::overall(gates) == Verdict::inconclusive);
}
