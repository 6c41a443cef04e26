// The repository itself obeys the rules.
#include <iostream>

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

}  // namespace
}  // namespace spark::style
