// Which data are refused, with the place.
#include "training/data_quality.h"

#include <cmath>
#include <limits>

#include "support/catch.h"

namespace {

using Catch::Matchers::ContainsSubstring;
using spark::market::Findings;
using training::QualityCheck;

Findings a_month() {
  Findings findings;
  findings.files = 1;
  findings.rows = 43'200;
  findings.symbols = 1;
  findings.interval_ms = 60'000;
  findings.from_ms = 1'700'000'000'000;
  findings.until_ms = findings.from_ms + 43'200 * findings.interval_ms.value();
  return findings;
}

std::string refusal(const Findings& findings) {
  const std::vector<QualityCheck> checks = training::check_files(findings);
  CHECK(training::all_pass(checks) == training::refusal_text(checks).empty());
  return training::refusal_text(checks);
}

}  // namespace

TEST_CASE("good files are taken, and a gap of five minutes with them") {
  Findings findings = a_month();
  CHECK(refusal(findings).empty());
  findings.gaps = {1, "a.csv:12"};
  findings.missing = findings.longest_gap = 5;
  findings.longest_gap_at = "a.csv:12";
  CHECK(refusal(findings).empty());
}

TEST_CASE("files are refused with what was found, what was expected, and where") {
  Findings findings = a_month();
  SECTION("a gap of six minutes") {
    findings.gaps = {1, "a.csv:12"};
    findings.missing = findings.longest_gap = 6;
    findings.longest_gap_at = "a.csv:12";
    CHECK(refusal(findings) == "  longest gap: expected at most 5 min, found 6 min at a.csv:12\n");
  }
  SECTION("many short gaps") {
    findings.gaps = {220, "a.csv:7"};
    findings.missing = 220;
    findings.longest_gap = 1;
    CHECK_THAT(refusal(findings), ContainsSubstring("completeness: expected more than 99.5 %"));
    CHECK_THAT(refusal(findings), ContainsSubstring("220 minutes missing at a.csv:7"));
  }
  SECTION("rows of the same time") {
    findings.duplicates = {2, "a.csv:9"};
    CHECK(refusal(findings) == "  duplicates: expected none, found 2 at a.csv:9\n");
  }
  SECTION("rows that cannot be read") {
    findings.bad_rows = {1, "a.csv:3"};
    findings.first_bad_row = "a.csv:3: close: expected a number above 0, found 'x'";
    CHECK(refusal(findings) ==
          "  unreadable rows: expected none, found 1, the first: a.csv:3: "
          "close: expected a number above 0, found 'x'\n");
  }
  SECTION("no rows at all") {
    findings.rows = 0;
    CHECK_THAT(refusal(findings), ContainsSubstring("rows: expected some, found 0"));
  }
  SECTION("a problem of the series") {
    findings.problems = {"b.csv: another symbol"};
    CHECK_THAT(refusal(findings), ContainsSubstring("b.csv: another symbol"));
  }
  SECTION("several symbols") {
    findings.symbols = 2;
    CHECK_THAT(refusal(findings), ContainsSubstring("symbols: expected one, found 2"));
  }
}

TEST_CASE("a feature may be missing while it warms, and hardly after that") {
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  training::Dataset data;
  data.names = {"warms", "breaks", "never"};
  for (int64_t i = 0; i < 1'000; ++i) {
    data.ts_ms.push_back(i * 60'000);
    data.mids.push_back(100);
    data.values.insert(data.values.end(),
                       {i < 400 ? none : 1, i >= 100 && i < 110 ? none : 1, none});
  }
  const std::vector<QualityCheck> checks = training::check_features(data);
  CHECK(checks[0].pass);
  CHECK_FALSE(checks[1].pass);
  CHECK(training::refusal_text(checks) ==
        "  missing values: expected at most 0.5 %, found 1.000 % at breaks\n"
        "  missing values: expected at most 0.5 %, found never ready at never\n");
}

TEST_CASE("the report says that no clock was compared") {
  const Findings findings = a_month();
  const auto report = training::as_json(training::check_files(findings), findings);
  CHECK(report.at("pass").as_bool());
  CHECK(report.at("clock_skew_ms").is_null());
}
