// Gate 6: records in, verdict and reason out.
#include <algorithm>

#include "gates/citing.h"
#include "promote/made_inputs.h"
#include "support/catch.h"

using namespace spark::test;
using promote::Cited;
using promote::hour_ms;
using promote::Inputs;
using promote::Verdict;

namespace {

Cited& record(Inputs& inputs, const std::string& kind) {
  const auto found = std::find_if(inputs.records.begin(), inputs.records.end(),
                                  [&](const Cited& each) { return each.kind == kind; });
  REQUIRE(found != inputs.records.end());
  return *found;
}

void age(Inputs& inputs, const std::string& kind, int64_t ms) {
  record(inputs, kind).at_ms = made_now_ms - ms;
}

const std::vector<GateCase> cases = {
    {"all there", [](Inputs&) {}, Verdict::go, ""},
    {"nothing there", [](Inputs& in) { in.records.clear(); }, Verdict::inconclusive,
     "there is no record eval.report of this model: sparkctl eval"},
    {"a report of yesterday", [](Inputs& in) { age(in, "eval.report", 24 * hour_ms); }, Verdict::go,
     ""},
    {"older", [](Inputs& in) { age(in, "eval.report", 24 * hour_ms + 1); }, Verdict::inconclusive,
     "24.0 h old"},
    {"a PSI snapshot of two hours ago",
     [](Inputs& in) { age(in, "drift.psi_snapshot", 2 * hour_ms); }, Verdict::inconclusive,
     "2.0 h old"},
    {"a canary run of a week ago", [](Inputs& in) { age(in, "canary.state", 7 * 24 * hour_ms); },
     Verdict::go, ""},
    {"older", [](Inputs& in) { age(in, "canary.state", 7 * 24 * hour_ms + 1); },
     Verdict::inconclusive, "7.0 days old"},
    {"a canary that was aborted", [](Inputs& in) { record(in, "canary.state").passed = false; },
     Verdict::no_go, "says that it failed"},
    {"a smoke test that says nothing",
     [](Inputs& in) { record(in, "smoke.report").passed.reset(); }, Verdict::inconclusive,
     "does not say whether it passed"},
    {"a shadow smoke test that failed",
     [](Inputs& in) { record(in, "smoke.shadow").passed = false; }, Verdict::no_go,
     "says that it failed"},
    {"another model's preflight",
     [](Inputs& in) { record(in, "canary.preflight").sha256 = std::string(64, 'c'); },
     Verdict::inconclusive, "canary.preflight of this model, only of others"},
    {"a record about no model", [](Inputs& in) { record(in, "canary.preflight").sha256 = ""; },
     Verdict::inconclusive, "only of others"},
    {"a record of the future", [](Inputs& in) { age(in, "smoke.report", -hour_ms); },
     Verdict::error, "of the future"},
    {"a newer run that failed",
     [](Inputs& in) {
       in.records.push_back(record(in, "canary.state"));
       in.records.back().sequence = 900;
       in.records.back().passed = false;
     },
     Verdict::no_go, "record 900"},
    {"by the event clock",
     [](Inputs& in) {
       in.wall_ms += 1'000 * hour_ms;
       for (Cited& each : in.records) each.is_event_time = true;
     },
     Verdict::go, ""},
    {"by the wall clock, in a replay", [](Inputs& in) { in.now_ms -= 1'000 * hour_ms; },
     Verdict::go, ""},
    {"a broken chain", [](Inputs& in) { in.chain.fault = "record 7: hash"; }, Verdict::no_go,
     "record 7: hash"},
    {"an unreadable chain", [](Inputs& in) { in.chain.failure = "no permission"; }, Verdict::error,
     "no permission"},
    {"an empty chain", [](Inputs& in) { in.chain = {}; }, Verdict::inconclusive, "no records"},
};

}  // namespace

TEST_CASE("a canary's state says whether it passed once it ends the run") {
  const auto passed = [](const char* to) {
    spark::EvidenceFound record{};
    record.json = std::string(R"({"from":"running","to":")") + to + R"(","candidate_sha256":"b"})";
    CHECK(promote::cited_of(record).sha256 == "b");
    return promote::cited_of(record).passed;
  };
  CHECK(passed("completed") == true);
  CHECK(passed("aborting") == false);
  CHECK(passed("aborted") == false);
  CHECK(passed("failed") == false);
  CHECK_FALSE(passed("running").has_value());
}

TEST_CASE("gate 6 asks for records that are young, of this model, and in a whole chain") {
  check_cases(promote::judge_evidence, cases);
}
