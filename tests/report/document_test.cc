// What is said of a day: status and risks by a table, and files that the incumbent's readers read.
#include "days/document.h"

#include <boost/json.hpp>

#include "days/calendar.h"
#include "days/page.h"
#include "days/weekly.h"
#include "support/catch.h"

using namespace report;
namespace json = boost::json;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr int64_t made_day = 19'874;  // 2024-05-31
constexpr int64_t after_ms = (made_day + 1) * day_ms;

Day made(double psi, uint64_t errors, uint64_t matches) {
  Day day = empty_day(made_day);
  day.looks = 1'440;
  day.first_ms = made_day * day_ms;
  day.last_ms = after_ms;
  day.version = "v1.8.3";
  day.sha256 = std::string(64, 'c');
  day.by_hour[3] = {1'000, errors, 0, matches, 1'000 - matches, errors};
  day.psi = {psi, psi, "mid", after_ms};
  day.gates = {1, 6, day.sha256, after_ms - minute_ms};
  return day;
}

std::string levels(const Report& report) {
  std::string all;
  for (const Risk& risk : report.risks) all += risk.level + " " + risk.metric + ";";
  return all;
}

}  // namespace

TEST_CASE("status and risks follow the thresholds") {
  struct {
    double psi;
    uint64_t errors, matches;
    const char* status;
    const char* risks;
  } const cases[] = {
      {0.10, 0, 990, "HEALTHY", ""},
      {0.15, 10, 950, "HEALTHY", ""},
      {0.16, 0, 990, "MEDIUM", "MEDIUM PSI;"},
      {0.21, 0, 990, "HIGH", "HIGH PSI;"},
      {0.31, 0, 990, "CRITICAL", "CRITICAL PSI;"},
      {0.10, 11, 990, "HIGH", "HIGH Error Rate;"},
      {0.10, 0, 949, "MEDIUM", "MEDIUM Match Rate;"},
      {0.10, 0, 899, "CRITICAL", "CRITICAL Match Rate;"},
      {0.31, 11, 899, "CRITICAL", "CRITICAL PSI;HIGH Error Rate;CRITICAL Match Rate;"},
  };
  for (const auto& each : cases) {
    const Report report = report_of(made(each.psi, each.errors, each.matches), "vol", after_ms);
    INFO(each.psi << " " << each.errors << " " << each.matches);
    CHECK(report.status == each.status);
    CHECK(levels(report) == each.risks);
    CHECK(report.points.size() == 3);
  }
}

TEST_CASE("rates of fewer than a hundred are told and judged by nobody") {
  const struct {
    uint64_t count;
    const char* status;
    const char* action;
  } cases[] = {
      {1, "MEDIUM", "Too few to judge: 1 of at least 100 pairs"},
      {99, "MEDIUM", "Too few to judge: 99 of at least 100 pairs"},
      {100, "CRITICAL", "Do not promote: the candidate decides otherwise"},
  };
  for (const auto& each : cases) {
    INFO(each.count);
    Day day = made(0.1, 0, 990);
    day.by_hour[3] = {each.count, 0, 0, 0, each.count, 0};  // none matches
    const Report report = report_of(day, "vol", after_ms);
    CHECK(report.status == each.status);
    CHECK(report.match_rate == 0);
    REQUIRE_FALSE(report.risks.empty());
    CHECK(report.risks.back().action == each.action);
    const auto complies = json::parse(json_of(report).text()).at("slo_compliance");
    CHECK(complies.at("match_rate_ok").is_null() == (each.count < 100));
    CHECK(complies.at("error_rate_ok").is_null() == (each.count < 100));
  }
}

TEST_CASE("what was not measured is said, and is never healthy") {
  Day day = empty_day(made_day);
  day.looks = 3;
  const Report report = report_of(day, "vol", after_ms);
  CHECK(report.status == "MEDIUM");
  CHECK(report.not_measured.size() == 3);
  const auto found = json::parse(json_of(report).text()).as_object();
  CHECK(found.at("metrics").at("error_rate").is_null());
  CHECK(found.at("metrics").at("psi_score").is_null());
  CHECK(found.at("slo_compliance").at("psi_ok").is_null());
  CHECK(found.at("promote_reason").as_string() == "no gates were judged");
  CHECK_THAT(csv_row(report), ContainsSubstring("2024-05-31,0,,,,MEDIUM,false"));
}

TEST_CASE("a day in which nobody measured is an error, not a zero") {
  const Report report = report_of(empty_day(made_day), "vol", after_ms);
  CHECK(report.status == "ERROR");
  const auto found = json::parse(json_of(report).text()).as_object();
  for (const char* key : {"date", "timestamp", "error", "status"}) CHECK(found.contains(key));
  CHECK_FALSE(found.contains("metrics"));
}

TEST_CASE("only gates that judged this candidate of late make it eligible") {
  struct {
    const char* what;
    int64_t verdict, age_ms;
    char digest;
    bool eligible;
  } const cases[] = {
      {"GO", 1, minute_ms, 'c', true},
      {"NO_GO", 0, minute_ms, 'c', false},
      {"too little known", -1, 0, 'c', false},
      {"an error", -2, 0, 'c', false},
      {"too old", 1, 16 * minute_ms, 'c', false},
      {"another one", 1, 0, 'd', false},
  };
  for (const auto& each : cases) {
    Day day = made(0.1, 0, 990);
    day.gates = {each.verdict, 6, std::string(64, each.digest), after_ms - each.age_ms};
    INFO(each.what);
    CHECK(report_of(day, "vol", after_ms + 30 * day_ms).promote_eligible == each.eligible);
  }
}

TEST_CASE("the incumbent's readers find their keys in a daily and a weekly report") {
  const Report report = report_of(made(0.16, 2, 990), "vol", after_ms);
  const auto found = json::parse(json_of(report).text()).as_object();
  for (const char* key : {"date", "timestamp", "lookback_days", "metrics", "slo_compliance",
                          "risks", "overall_status", "promote_eligible"})
    CHECK(found.contains(key));
  const auto& metrics = found.at("metrics").as_object();
  for (const char* key :
       {"total_predictions", "model_errors", "error_rate", "shadow_matches", "shadow_mismatches",
        "shadow_errors", "shadow_match_rate", "shadow_error_rate", "psi_score"})
    CHECK(metrics.contains(key));
  CHECK(metrics.at("error_rate").to_number<double>() == 0.2);  // percent
  CHECK(metrics.at("shadow_match_rate").to_number<double>() == 99);
  for (const char* key : {"error_rate_ok", "match_rate_ok", "psi_ok"})
    CHECK(found.at("slo_compliance").at(key).is_bool());
  const auto& risk = found.at("risks").at(0).as_object();
  for (const char* key : {"level", "metric", "value", "threshold", "action"})
    CHECK(risk.contains(key));
  CHECK(std::string(csv_header) ==
        "date,total_predictions,error_rate,match_rate,psi_score,status,promote_eligible\n");
  CHECK(csv_row(report) == "2024-05-31,1000,0.2000,99.0000,0.1600,MEDIUM,true\n");

  const auto week =
      json::parse(json_of(weekly_of(week_of(made_day), {report}), "vol").text()).as_object();
  for (const char* key : {"week", "period", "metrics", "trend", "action"})
    CHECK(week.contains(key));
  for (const char* key : {"psi_avg_7d", "error_rate_avg_7d", "daily_reports"})
    CHECK(week.at("metrics").as_object().contains(key));
  CHECK(week.at("week").as_string() == "2024-W22");
  CHECK(week.at("action").as_string() == "Monitor");
}

TEST_CASE("a week says where PSI went, of the days that were measured") {
  std::vector<Report> days;
  const Week week = week_of(made_day);
  CHECK(weekly_of(week, days).trend == "unknown");
  for (int64_t i = 0; i < 5; ++i) {
    Day day = made(0.05 + 0.05 * static_cast<double>(i), 0, 990);
    day.day = week.monday + i;
    days.push_back(report_of(day, "vol", after_ms + 7 * day_ms));
  }
  CHECK(weekly_of(week, days).trend == "rising");
  CHECK(weekly_of(week, days).reports == 5);
  CHECK(weekly_of(week, days).action == "Plan retraining");
}

TEST_CASE("the page of a day has its points, charts and risks, and nothing of another's making") {
  Day day = made(0.16, 2, 990);
  day.alerts = {{"<script>", "critical"}};
  const Report report = report_of(day, "vol", after_ms);
  const std::string page = html_page(report, {report_of(made(0.1, 0, 990), "vol", after_ms)});
  CHECK(page == html_page(report, {report_of(made(0.1, 0, 990), "vol", after_ms)}));
  for (const char* part : {"<svg", "MEDIUM", "PSI", "2024-05-31", "&lt;script&gt;", "Monitor"})
    CHECK_THAT(page, ContainsSubstring(part));
  CHECK_THAT(page, !ContainsSubstring("<script>"));
}
