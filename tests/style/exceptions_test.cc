// The ratchet only goes down.
#include "style/exceptions.h"

#include "support/catch.h"

namespace spark::style {
namespace {

const std::vector<Finding> two = {{"rule", "a.cc", 1, "one"}, {"rule", "a.cc", 2, "two"}};

TEST_CASE("an entry covers exactly the findings it counts") {
  CHECK(apply({{"rule", "a.cc", 2, 5}}, two, "list").empty());
  CHECK(apply({}, two, "list").size() == 2);
  CHECK(apply({{"other", "b.cc", 2, 5}}, two, "list").size() == 3);  // and the entry is stale
}

TEST_CASE("one finding more than the entry allows reports them all") {
  CHECK(apply({{"rule", "a.cc", 1, 5}}, two, "list").size() == 2);
}

TEST_CASE("an entry for more findings than there are is stale") {
  const auto lower = apply({{"rule", "a.cc", 3, 5}}, two, "list");
  REQUIRE(lower.size() == 1);
  CHECK(render(lower[0]) ==
        "list:5: a.cc has 2 findings of rule, not 3: lower the number [exceptions]");
  const auto gone = apply({{"rule", "a.cc", 1, 5}}, {}, "list");
  REQUIRE(gone.size() == 1);
  CHECK(gone[0].text.ends_with("remove the entry"));
}

TEST_CASE("the list is one entry a line, with comments, what cannot be read is a finding") {
  std::vector<Finding> findings;
  const Source good{"list", "# why\n\nrule a.cc 2\n"};
  const auto exceptions = parse_exceptions(good, findings);
  CHECK(findings.empty());
  REQUIRE(exceptions.size() == 1);
  CHECK(exceptions[0].rule == "rule");
  CHECK(exceptions[0].path == "a.cc");
  CHECK(exceptions[0].count == 2);
  CHECK(exceptions[0].line == 3);

  const Source bad{"list", "rule a.cc\nrule a.cc many\nrule a.cc 0\nrule a.cc 1 2\n"};
  CHECK(parse_exceptions(bad, findings).empty());
  CHECK(findings.size() == 4);
}

}  // namespace
}  // namespace spark::style
