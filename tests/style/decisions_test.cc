// A decision record says what was rejected, and can be found.
#include "style/decisions.h"

#include "support/catch.h"

namespace spark::style {
namespace {

const std::string record =
    "# 1. Title\n\n**Decision.** This was done.\n\n**Why.** For this reason.\n\n"
    "**Rejected.** That, since it is worse.\n";
const Source list = {"docs/decisions/README.md", "| [1](0001-title.md) | Title |\n"};

size_t findings(const std::string& path, const std::string& text) {
  return check_decisions({list, {"docs/decisions/" + path, text}}).size();
}

std::string without(const std::string& part) {
  const size_t at = record.find("\n**" + part);
  return record.substr(0, at) + record.substr(record.find("\n", at + 1));
}

TEST_CASE("a record with its three parts that the list names is right") {
  CHECK(findings("0001-title.md", record) == 0);
}

TEST_CASE("a record that lacks a part, its title or its number is found") {
  CHECK(findings("0001-title.md", without("Rejected.")) == 1);
  CHECK(findings("0001-title.md", without("Why.")) == 1);
  CHECK(findings("0001-title.md", without("Decision.")) == 1);
  CHECK(findings("0001-title.md", record.substr(0, record.find("That"))) == 1);  // says nothing
  CHECK(findings("0001-title.md", "#" + record) == 1);
  CHECK(findings("0001-title.md", "# 1. Other" + record.substr(10)) == 1);
  CHECK(findings("0001-other.md", record) == 1);
  CHECK(findings("0002-title.md", "# 2" + record.substr(3)) == 1);  // not in the list
  CHECK(findings("title.md", record) == 3);
}

TEST_CASE("two records of one number are found") {
  const auto found = check_decisions(
      {list, {"docs/decisions/0001-title.md", record}, {"docs/decisions/0001-twice.md", record}});
  CHECK(found.size() == 2);
}

}  // namespace
}  // namespace spark::style
