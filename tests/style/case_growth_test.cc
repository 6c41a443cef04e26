// tests/case_counts.txt has a line for each table of cases that a test reports, and no other.
#include "support/case_growth.h"

#include <algorithm>
#include <regex>
#include <set>

#include "style/source.h"
#include "support/catch.h"

using namespace spark;
using test::growth_text;
using test::read_case_counts;

namespace {

// The kinds that a source names where it reports a table.
std::set<std::string> kinds_in(const std::string& code) {
  static const std::regex report(
      R"((?:report_cases\(|check_body_vectors\(\s*"[^"]*",)\s*"([^"]+)\")");
  std::set<std::string> kinds;
  for (auto at = std::sregex_iterator(code.begin(), code.end(), report);
       at != std::sregex_iterator(); ++at)
    kinds.insert((*at)[1]);
  return kinds;
}

}  // namespace

TEST_CASE("every table that a test reports has its least number of cases written down") {
  std::set<std::string> reported;
  std::set<std::string> listed;
  for (const auto& source : style::read_tree(SPARK_SOURCE_DIR)) {
    if (source.path.starts_with("tests/") && !source.path.starts_with("tests/style/"))
      reported.merge(kinds_in(source.text));
    if (source.path != "tests/case_counts.txt") continue;
    for (const auto& count : read_case_counts(source.text)) listed.insert(count.kind);
  }
  CHECK(reported.size() >= 8);
  CHECK(reported == listed);
}

TEST_CASE("a table that is reported is found, also where its cases are text") {
  CHECK(kinds_in("report_cases(\"a b\", 1, 2)") == std::set<std::string>{"a b"});
  CHECK(kinds_in("check_body_vectors(\"tests/a.txt\",\n  \"JSON\", f)") ==
        std::set<std::string>{"JSON"});
  CHECK(kinds_in("report_cases(kind, 1, 2)").empty());
}

TEST_CASE("case counts are two numbers and a kind") {
  const auto counts = read_case_counts("# a comment\n\n255 319 HTTP\n0 92 inference client\n");
  REQUIRE(counts.size() == 2);
  CHECK(counts[0].baseline == 255);
  CHECK(counts[0].least == 319);
  CHECK(counts[1].kind == "inference client");
  for (const char* wrong : {"HTTP", "1 HTTP", "1 2", "3 2 HTTP", "1 2 HTTP\n1 2 HTTP"}) {
    INFO(wrong);
    CHECK_THROWS(read_case_counts(wrong));
  }
}

TEST_CASE("the growth of a table is said in words") {
  CHECK(growth_text(319, 255) == "64 more than the baseline's 255");
  CHECK(growth_text(34, 34) == "still the baseline's 34");
  CHECK(growth_text(33, 34) == "1 fewer than the baseline's 34");
  CHECK(growth_text(92, 0) == "all new since the baseline");
}
