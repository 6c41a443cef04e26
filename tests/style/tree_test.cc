// The repository itself obeys the rules.
#include <iostream>

#include "style/doc_rules.h"
#include "style/exceptions.h"
#include "style/rules.h"
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

TEST_CASE("the page of style has a row for every rule") {
  std::string page;
  for (const Source& source : read_tree(SPARK_SOURCE_DIR))
    if (source.path == "docs/style.md") page = source.text;
  std::vector<std::string> names = {"layers",      "libraries",     "type-names",
                                    "thread-tags", "comment-share", "samples",
                                    "decisions",   "layer-table",   "glossary"};
  for (const Rule& rule : file_rules()) names.emplace_back(rule.name);
  for (const DocRule& rule : doc_rules()) names.emplace_back(rule.name);
  for (const std::string& name : names) {
    INFO(name);
    CHECK(page.find("`" + name + "`") != std::string::npos);
  }
}

}  // namespace
}  // namespace spark::style
