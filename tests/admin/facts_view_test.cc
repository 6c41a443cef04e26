// What operators see of facts.
#include "admin/facts_view.h"

#include "support/catch.h"

using namespace spark;

TEST_CASE("facts are shown with subject, times and age") {
  services::Facts facts;
  CHECK(admin::facts_view(facts, 0) == R"({"facts":[]})");
  REQUIRE(facts
              .publish(nullptr, {"drift.psi",
                                 {"predict", "candidate", ""},
                                 "ratio",
                                 0.012,
                                 60,
                                 0,
                                 1'795'737'600'000,
                                 1'795'737'600'500,
                                 false,
                                 R"({"rows":[1,2.5]})"})
              .has_value());
  CHECK(admin::facts_view(facts, 1'795'737'602'000) ==
        R"({"facts":[{"name":"drift.psi","subject":{"pipeline":"predict","model":"candidate",)"
        R"("sha256":""},"value":0.012,"unit":"ratio","samples":60,"from":null,)"
        R"("to":"2026-11-27T00:00:00.000Z","at":"2026-11-27T00:00:00.500Z","clock":"wall",)"
        R"("age_ms":1500,"basis":{"rows":[1,2.5]}}]})");
}
