// Gate 4: the evaluation on record in, verdict and reason out.
#include "promote/made_inputs.h"
#include "support/catch.h"

using namespace spark::test;
using promote::Inputs;
using promote::Verdict;

namespace {

const std::vector<GateCase> cases = {
    {"v1.8.3 as it was measured", [](Inputs&) {}, Verdict::go, ""},
    {"no record", [](Inputs& in) { in.offline.reset(); }, Verdict::inconclusive,
     "there is no record eval.report"},
    {"a record without figures", [](Inputs& in) { in.offline.emplace(); }, Verdict::inconclusive,
     "the record has no such figure"},
    {"9,999 rows", [](Inputs& in) { in.offline->rows = 9'999, in.offline->hits = 5'000; },
     Verdict::inconclusive, "9999 is not >= 10000"},
    {"13 days", [](Inputs& in) { in.offline->days = 13; }, Verdict::inconclusive,
     "13 is not >= 14"},
    {"few rows, and bad ones",
     [](Inputs& in) { in.offline->rows = 100, in.offline->hits = 50, in.offline->auc = 0.5; },
     Verdict::inconclusive, "100 is not >= 10000"},
    {"36 days old", [](Inputs& in) { in.offline->newest_ms = made_now_ms - 36 * promote::day_ms; },
     Verdict::inconclusive, "the newest row is too old"},
    {"rows of the future", [](Inputs& in) { in.offline->newest_ms = made_now_ms + 1; },
     Verdict::error, "of the future"},
    {"data without digests", [](Inputs& in) { in.offline->data_sha256.clear(); },
     Verdict::inconclusive, "which data"},
    {"a digest that is none", [](Inputs& in) { in.offline->data_sha256 = {"abc"}; },
     Verdict::inconclusive, "which data"},
    {"AUC at its limit", [](Inputs& in) { in.offline->auc = 0.62; }, Verdict::go, ""},
    {"AUC below it", [](Inputs& in) { in.offline->auc = 0.6199; }, Verdict::no_go,
     "0.6199 is not >= 0.62"},
    {"precision below its limit", [](Inputs& in) { in.offline->precision = 0.5799; },
     Verdict::no_go, "0.5799 is not >= 0.58"},
    {"recall at its floor of 0.58 x 0.20 / base rate",
     [](Inputs& in) {
       in.offline->hits = 0.5 * 86'400;
       in.offline->recall = 0.232;
     },
     Verdict::go, ""},
    {"recall below it",
     [](Inputs& in) {
       in.offline->hits = 0.5 * 86'400;
       in.offline->recall = 0.2319;
     },
     Verdict::no_go, "is not >= 0.232; the ceiling is 0.4"},
    {"recall of rare events, below 0.40",
     [](Inputs& in) { in.offline->hits = 0.1 * 86'400, in.offline->recall = 0.39; }, Verdict::no_go,
     "0.39 is not >= 0.4"},
    {"more hits than rows", [](Inputs& in) { in.offline->hits = 90'000; }, Verdict::inconclusive,
     "no such figure"},
    {"9 % selected", [](Inputs& in) { in.offline->selected = 0.09; }, Verdict::no_go,
     "in [0.1, 0.3]"},
    {"31 % selected", [](Inputs& in) { in.offline->selected = 0.31; }, Verdict::no_go,
     "in [0.1, 0.3]"},
    {"no Brier skill", [](Inputs& in) { in.offline->brier_skill = 0; }, Verdict::no_go,
     "0 is not > 0"},
    {"a slope of 6", [](Inputs& in) { in.offline->slope = 6; }, Verdict::no_go,
     "6 is not in [0.8, 1.25]"},
    {"no better than persistence for sure", [](Inputs& in) { in.offline->gain_low = 0; },
     Verdict::no_go, "0 is not > 0"},
    {"folds apart by 0.02", [](Inputs& in) { in.offline->cv_std = 0.02; }, Verdict::no_go,
     "0.02 is not < 0.02"},
    {"no folds", [](Inputs& in) { in.offline->cv_std.reset(); }, Verdict::inconclusive,
     "no such figure"},
    {"a figure that is none", [](Inputs& in) { in.offline->auc = NAN; }, Verdict::error,
     "not a number"},
    {"it expires tomorrow",
     [](Inputs& in) { in.candidate.expires_ms = made_now_ms + promote::day_ms; }, Verdict::go, ""},
    {"it expired", [](Inputs& in) { in.candidate.expires_ms = made_now_ms; }, Verdict::no_go,
     "the model expired"},
    {"its term cannot be read", [](Inputs& in) { in.candidate.expiry_fault = "no date"; },
     Verdict::error, "no date"},
    {"expired, and no evaluation",
     [](Inputs& in) {
       in.offline.reset();
       in.candidate.expires_ms = 1;
     },
     Verdict::inconclusive, "there is no record"},
    {"clearly worse than production, live",
     [](Inputs& in) {
       in.facts.push_back(fact_in(in, "drift.psi.overall"));
       in.facts.back().name = "quality.loss_difference_low_7d";
       in.facts.back().value = 0.001;
     },
     Verdict::no_go, "0.001 is not <= 0"},
    {"not clearly worse",
     [](Inputs& in) {
       in.facts.push_back(fact_in(in, "drift.psi.overall"));
       in.facts.back().name = "quality.loss_difference_low_7d";
       in.facts.back().value = -0.001;
     },
     Verdict::go, ""},
};

}  // namespace

TEST_CASE("gate 4 judges the evaluation on record, and the model's term") {
  check_cases(promote::judge_offline, cases);
}

TEST_CASE("without live labels gate 4 passes with a note") {
  const auto gate = promote::judge_offline(made_inputs());
  CHECK(gate.checks.back().reason.find("no 7 days of live labels") != std::string::npos);
}
