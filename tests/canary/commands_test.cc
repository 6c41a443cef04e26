// What `sparkctl canary status` and `canary dry-run --from` print, and what they rest on.
#include <boost/json/parse.hpp>
#include <sstream>

#include "dry_run_text.h"
#include "preflight_text.h"
#include "status_text.h"
#include "support/catch.h"

using namespace canary;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr const char* running = R"({"enabled": true, "timestamp": "2024-05-01T00:00:00.000Z",
  "clock": "event", "state": "running", "hold": "", "cause": "", "mode": "live", "plan": "full",
  "run_id": "ml-shadow_v1.8-b0_canary-10pct_20240501T000000Z_0123abcd", "model_version": "v1.8-b0",
  "model_sha256": "8e8aa5dfc9bb5fb9", "phase": 2, "phases": 5, "weight": 0.1, "split": 0.1,
  "waits_for_record": false, "pairs_per_s": 10, "minutes": 12.5, "minutes_min": 30,
  "samples": 240, "samples_min": 300, "deadline": "2024-05-01T06:00:00.000Z",
  "warnings": [{"text": "only 3 different keys so far: a live share can be uneven"}],
  "arms": {"production": {"requests": 2400, "errors": 12, "err_rate": 0.005, "over_slo": 0},
    "candidate": {"requests": 240, "errors": 3, "err_rate": 0.0125, "over_slo": 0.01,
                  "match_rate": 0.97},
    "pairs": {"candidate_only_errors": 3, "production_only_errors": 9, "achieved_split": 0.1}},
  "evidence": [{"test": "errors", "runs": true, "log_e": 1.25, "bound": 5.99, "observations": 40,
    "reached": false, "explained_by_production": false},
    {"test": "by_arm", "runs": false, "log_e": 0, "bound": 5.99, "observations": 0,
    "reached": false, "explained_by_production": false}],
  "limits": [{"limit": "latency", "value": 0.07, "threshold": 120, "samples": 240,
    "window": "minutes", "judged": true, "broken": true, "production_too": true},
    {"limit": "match", "value": 0.97, "threshold": 0.9, "samples": 240, "window": "minutes",
    "judged": false, "broken": false, "production_too": false}]})";

// A row as the recorder's log has it.
std::string row(int64_t at_ms, int sequence, bool errs = false, const char* candidate = "v2@bb") {
  std::ostringstream out;
  out << R"({"at":)" << at_ms << R"(,"sequence":)" << sequence << R"(,"symbol":"A","ts":)" << at_ms
      << R"(,"dropped":0,"code":200,"production_score":0.5,"production_status":0,)"
      << R"("production_elapsed_ms":0.5,"production_model":"v1@aa","candidate_score":)"
      << (errs ? "null" : "0.51") << R"(,"candidate_status":)" << (errs ? 4 : 0)
      << R"(,"candidate_elapsed_ms":1.5,"candidate_model":")" << candidate << "\"}\n";
  return out.str();
}

RecordedPairs read(const std::string& text) {
  PairReader reader("log", Plan{}, 0.05);
  // In pieces that cut lines.
  for (size_t at = 0; at < text.size(); at += 1'000)
    REQUIRE(reader.add(std::string_view(text).substr(at, 1'000)).has_value());
  auto read = reader.finish();
  REQUIRE(read.has_value());
  return *read;
}

Plan short_plan() {
  Plan plan;
  plan.name = "short";
  for (const uint32_t ppm : {50'000u, 500'000u, 1'000'000u})
    plan.phases.push_back({ppm, minute_ms, 30});
  return plan;
}

constexpr int64_t begin_ms = 1'714'521'600'000;

std::string rows(int seconds, int per_second, int one_in) {
  std::string text;
  for (int i = 0; i < seconds * per_second; ++i)
    text += row(begin_ms + i * 1'000 / per_second, i, one_in > 0 && i % one_in == 0);
  return text;
}

}  // namespace

TEST_CASE("a preflight is shown check by check, and only its own word makes it a pass") {
  const auto found = boost::json::parse(R"({"timestamp": "2024-05-02T00:00:00Z", "pass": false,
    "reason": "fewer than 100 pairs in 24 h", "model_version": "v1.8-b0",
    "model_sha256": "8e8aa5dfc9bb5fb9", "window_from": "2024-05-01T00:00:00Z",
    "warnings": [{"text": "3 keys"}], "checked": [{"check": "pairs", "value": 3, "limit": 100,
    "met": false}, {"check": "alerts_firing", "value": 0, "limit": 0, "met": true}],
    "expected": [{"plan": "full", "expected_hours": 2.5}, {"plan": "mini",
    "expected_hours": null}]})");
  const std::string text = preflight_text(found, 80);
  INFO(text);
  for (const char* part : {"pairs              3    100  NOT MET", "alerts_firing", "2 h 30 min",
                           "not known: no pairs yet", "v1.8-b0 8e8aa5dfc9bb", "3 keys",
                           "no pass: fewer than 100 pairs"})
    CHECK_THAT(text, ContainsSubstring(part));
  CHECK_FALSE(has_passed_preflight(found));
  CHECK(has_passed_preflight(boost::json::parse(R"({"pass": true})")));
  for (const char* no_pass : {"{}", R"({"pass": "true"})", R"({"pass": 1})", "[]"})
    CHECK_FALSE(has_passed_preflight(boost::json::parse(no_pass)));
}

TEST_CASE("the status says phase, what is left, both arms, and what would abort, in 80 columns") {
  const auto status = boost::json::parse(running);
  const std::string text = status_text(status, 80);
  INFO(text);
  for (const char* part :
       {"running, phase 2 of 5 (live, plan full)", "12.5 of 30.0 min; 17 min 30 s left",
        "240 of 300; 60 left, about", "10.00 % of answers are its", "event: recorded data",
        "only 3 different keys", "2,400", "1.25 %", "97.00 %", "1.25       5.99", "left out",
        "5 % > 120 ms", "BROKEN, by both", "< 90 %", "not judged yet"})
    CHECK_THAT(text, ContainsSubstring(part));
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) CHECK(line.size() <= 80);
  CHECK_THAT(status_line(status), ContainsSubstring("phase 2 of 5; 17 min 30 s left; 60 left"));
  CHECK(goes_on(status));
}

TEST_CASE("a status of an older or a foreign host is shown as far as it goes") {
  const std::string text = status_text(boost::json::parse("{}"), 80);
  CHECK_THAT(text, ContainsSubstring("canary"));
  CHECK_FALSE(goes_on(boost::json::parse(R"({"enabled": 3, "state": "idle"})")));
}

TEST_CASE("the host's own dry run is a table of phases, and what it would have done") {
  const std::string text =
      counted_text(boost::json::parse(R"({"config": {"plan_name": "mini", "model_version": "v2",
        "production_version": "v1"}, "results": [{"phase": "5%", "duration_min": 30,
        "metrics": {"pairs": 2400, "err_rate": 0.2, "match_rate": null}, "decision": "ABORT",
        "ended_by": "error limit"}], "summary": {"final_status": "ABORTED"},
        "would_have": "ABORTED"})"),
                   80);
  for (const char* part : {"v2 beside v1, plan mini", "5%", "30 min", "2,400", "20.00 %", "ABORT",
                           "error limit", "would have: ABORTED"})
    CHECK_THAT(text, ContainsSubstring(part));
  CHECK_THAT(counted_text(boost::json::parse("{}"), 80), ContainsSubstring("would have: -"));
}

TEST_CASE("recorded pairs of a healthy candidate go through the plan") {
  const RecordedPairs pairs = read(rows(240, 20, 0));
  const DryRun dry_run = dry_run_of(pairs, short_plan(), {});
  INFO(dry_run_text(dry_run, pairs, 80));
  CHECK(has_passed(dry_run));
  REQUIRE(dry_run.run().results.size() == 3);
  CHECK(dry_run.run().results[0].sums.selected > 30);
  CHECK(dry_run.run().results[0].sums.selected < 100);
  CHECK(dry_run.run().results[2].sums.selected == dry_run.run().results[2].sums.pairs);
  CHECK_THAT(dry_run_text(dry_run, pairs, 80), ContainsSubstring("would have completed"));
}

TEST_CASE("recorded pairs of a failing candidate are aborted within seconds") {
  const RecordedPairs pairs = read(rows(120, 100, 5));
  const DryRun dry_run = dry_run_of(pairs, short_plan(), {});
  CHECK(dry_run.course().state().kind == Kind::aborted);
  CHECK(dry_run.steps().back().at_ms - begin_ms < 10'000);
  CHECK_THAT(dry_run_text(dry_run, pairs, 80), ContainsSubstring("aborted: "));
}

TEST_CASE("a request a minute is judged over its newest hundred samples") {
  std::string text;
  for (int i = 0; i < 1'440; ++i) text += row(begin_ms + i * minute_ms, i, i % 5 == 0);
  Plan plan;
  plan.phases.push_back({100'000, 30 * minute_ms, 300});
  plan.phases.push_back({1'000'000, 30 * minute_ms, 300});
  const RecordedPairs pairs = read(text);
  CHECK(dry_run_of(pairs, plan, {}).course().state().kind == Kind::aborted);
}

TEST_CASE("rows that end early say in which phase") {
  const RecordedPairs pairs = read(rows(30, 20, 0));
  const DryRun dry_run = dry_run_of(pairs, short_plan(), {});
  CHECK_FALSE(has_passed(dry_run));
  CHECK_THAT(dry_run_text(dry_run, pairs, 80), ContainsSubstring("end in phase 1, running"));
}

TEST_CASE("pairs are those of the newest models, and rows without both answers are none") {
  const RecordedPairs pairs =
      read(row(begin_ms, 1, false, "v0@cc") + row(begin_ms + 2, 3) + row(begin_ms + 1, 2) +
           R"({"at":1,"production_status":0,"production_score":1,"candidate_status":1})" + "\n");
  CHECK(pairs.rows == 4);
  CHECK(pairs.no_pairs == 1);
  CHECK(pairs.other_models == 1);
  CHECK(pairs.candidate == "v2@bb");
  REQUIRE(pairs.pairs.size() == 2);
  CHECK(pairs.pairs[0].sequence == 2);
}

TEST_CASE("a request that was answered with 400 is no pair, and refuses no day") {
  const RecordedPairs pairs =
      read(R"({"at":1,"code":400,"production_status":null,"production_score":null,)"
           R"("candidate_status":null,"candidate_score":null})"
           "\n" +
           row(begin_ms, 1));
  CHECK(pairs.no_pairs == 1);
  CHECK(pairs.pairs.size() == 1);
}

TEST_CASE("rows that are none are named") {
  const auto error_of = [](const std::string& text) {
    PairReader reader("log", Plan{}, 0.05);
    const auto added = reader.add(text);
    if (!added) return added.error().text;
    const auto read = reader.finish();
    return read ? std::string() : read.error().text;
  };
  CHECK_THAT(error_of("{\n"), ContainsSubstring("log, row 1"));
  CHECK_THAT(error_of("{\"a\": 1}\n"), ContainsSubstring("expected at, production_status"));
  CHECK_THAT(error_of(row(begin_ms, 1) + "{\"at\""), ContainsSubstring("cut off"));
  CHECK_THAT(error_of(""), ContainsSubstring("no row of 0 has both models' answers"));
}
