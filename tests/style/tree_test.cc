// The repository itself obeys the rules.
#include <iostream>
#include <set>

#include "style/exceptions.h"
#include "style/tree_rules.h"
#include "support/catch.h"

namespace spark::style {
namespace {

constexpr const char* list_path = "tests/style/exceptions.txt";

// Entries in exceptions.txt. Lower it with each that goes; never raise it.
constexpr size_t exceptions_max = 1;

TEST_CASE("every file of the repository keeps the rules, but for the listed exceptions") {
  const std::vector<Source> sources = read_tree(SPARK_SOURCE_DIR);
  REQUIRE(sources.size() > 50);  // the tree was really read
  std::vector<Finding> findings = check_tree(sources);
  std::vector<Exception> exceptions;
  for (const Source& source : sources)
    if (source.path == list_path) exceptions = parse_exceptions(source, findings);

  const std::vector<Finding> remaining = apply(exceptions, std::move(findings), list_path);
  // Not through the test framework, which would fold the lines.
  for (const Finding& finding : remaining) std::cout << render(finding) << "\n";
  CHECK(remaining.empty());
  CHECK(exceptions.size() == exceptions_max);
}

// The names in the first column of the table under "## Checked".
std::set<std::string> rules_of_page() {
  std::set<std::string> names;
  for (const Source& source : read_tree(SPARK_SOURCE_DIR)) {
    if (source.path != "docs/style.md") continue;
    each_line(source.text, [&](uint32_t, std::string_view line) {
      if (!line.starts_with("| `")) return;
      const std::string_view cell = line.substr(0, line.find(" |"));
      for (size_t at = cell.find('`'); at != cell.npos;) {
        const size_t end = cell.find('`', at + 1);
        names.emplace(cell.substr(at + 1, end - at - 1));
        at = cell.find('`', end + 1);
      }
    });
  }
  return names;
}

TEST_CASE("the page of style has a row for every rule, and for nothing else") {
  const std::vector<std::string> rules = rule_names();
  CHECK(rules_of_page() == std::set<std::string>(rules.begin(), rules.end()));
}

}  // namespace
}  // namespace spark::style
