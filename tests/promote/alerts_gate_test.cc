// Gate 3: what was seen of alerts, in; verdict and reason, out.
#include "promote/made_inputs.h"
#include "support/catch.h"

using namespace spark::test;
using promote::AlertSeen;
using promote::hour_ms;
using promote::Inputs;
using promote::minute_ms;
using promote::Verdict;

namespace {

// It fired `ago_ms` before now, and for `for_ms`; about a model: while `letter` was the candidate.
void fire(AlertSeen& alert, int64_t ago_ms, int64_t for_ms, char letter = 'b') {
  const std::string sha256 = alert.model.empty() ? "" : std::string(64, letter);
  alert.changes.push_back({made_now_ms - ago_ms, true, sha256});
  if (for_ms < ago_ms) alert.changes.push_back({made_now_ms - ago_ms + for_ms, false, sha256});
}

AlertSeen& slow(Inputs& inputs) {
  return inputs.alerts.alerts[0];  // a warning of the host
}
AlertSeen& match_low(Inputs& inputs) {
  return inputs.alerts.alerts[1];  // critical, about the candidate
}

const std::vector<GateCase> cases = {
    {"a silent day", [](Inputs&) {}, Verdict::go, ""},
    {"a critical alert fired", [](Inputs& in) { fire(match_low(in), 5 * hour_ms, hour_ms); },
     Verdict::no_go, "match-low"},
    {"it has fired for two days",
     [](Inputs& in) { fire(match_low(in), 48 * hour_ms, 48 * hour_ms); }, Verdict::no_go,
     "match-low"},
    {"it fired two days ago", [](Inputs& in) { fire(match_low(in), 48 * hour_ms, hour_ms); },
     Verdict::go, ""},
    {"two warnings",
     [](Inputs& in) {
       fire(slow(in), 9 * hour_ms, minute_ms);
       fire(slow(in), 5 * hour_ms, minute_ms);
     },
     Verdict::go, "slow"},
    {"three warnings",
     [](Inputs& in) {
       for (const int64_t ago : {9, 6, 3}) fire(slow(in), ago * hour_ms, minute_ms);
     },
     Verdict::no_go, "3 is not < 3; slow"},
    {"of another lineage",
     [](Inputs& in) {
       match_low(in).lineage = "predict-with-shadow";
       fire(match_low(in), 5 * hour_ms, 5 * hour_ms);
     },
     Verdict::go, "1 of other lineages"},
    {"of an earlier candidate's time",
     [](Inputs& in) { fire(match_low(in), 5 * hour_ms, hour_ms, 'e'); }, Verdict::go,
     "1 of an earlier candidate's time"},
    {"about PSI",
     [](Inputs& in) {
       match_low(in).is_psi = true;
       fire(match_low(in), 5 * hour_ms, hour_ms);
     },
     Verdict::go, "1 about PSI"},
    {"three changes in an hour",
     [](Inputs& in) {
       slow(in).severity = "info";
       fire(slow(in), 60 * minute_ms, 10 * minute_ms);
       fire(slow(in), 30 * minute_ms, 30 * minute_ms);
     },
     Verdict::go, ""},
    {"four changes in an hour",
     [](Inputs& in) {
       slow(in).severity = "info";
       fire(slow(in), 59 * minute_ms, 10 * minute_ms);
       fire(slow(in), 30 * minute_ms, 10 * minute_ms);
     },
     Verdict::no_go, "4 is not < 4; slow"},
    {"four changes in two hours",
     [](Inputs& in) {
       slow(in).severity = "info";
       fire(slow(in), 120 * minute_ms, 10 * minute_ms);
       fire(slow(in), 30 * minute_ms, 10 * minute_ms);
     },
     Verdict::go, ""},
    {"two restarts",
     [](Inputs& in) {
       in.alerts.starts_ms = {made_now_ms - hour_ms, made_now_ms - minute_ms};
     },
     Verdict::go, ""},
    {"three restarts",
     [](Inputs& in) {
       in.alerts.starts_ms = {made_now_ms - 9 * hour_ms, made_now_ms - hour_ms,
                              made_now_ms - minute_ms};
     },
     Verdict::no_go, "3 is not < 3"},
    {"three restarts, one of them yesterday",
     [](Inputs& in) {
       in.alerts.starts_ms = {made_now_ms - 25 * hour_ms, made_now_ms - hour_ms,
                              made_now_ms - minute_ms};
     },
     Verdict::go, ""},
    {"95 % of the minutes", [](Inputs& in) { in.alerts.minutes = 1'368; }, Verdict::go, ""},
    {"fewer", [](Inputs& in) { in.alerts.minutes = 1'367; }, Verdict::inconclusive,
     "is not >= 0.95"},
    {"fewer, and a critical alert",
     [](Inputs& in) {
       in.alerts.minutes = 700;
       fire(match_low(in), 5 * hour_ms, hour_ms);
     },
     Verdict::inconclusive, "is not >= 0.95"},
    {"nobody declared an alert", [](Inputs& in) { in.alerts.alerts.clear(); },
     Verdict::inconclusive, "0 is not >= 1"},
    {"nothing was seen", [](Inputs& in) { in.alerts = {}; }, Verdict::inconclusive,
     "0 is not >= 0.95"},
    {"they could not be read", [](Inputs& in) { in.alerts.failure = "damaged"; }, Verdict::error,
     "damaged"},
    {"a severity that is none",
     [](Inputs& in) {
       slow(in).severity = "loud";
       fire(slow(in), hour_ms, minute_ms);
     },
     Verdict::error, "the severity of slow"},
};

}  // namespace

TEST_CASE("gate 3 asks for a day of silence that somebody listened to") {
  check_cases(promote::judge_alerts, cases);
}
