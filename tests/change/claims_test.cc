#include "change/claims.h"

#include "support/catch.h"

using spark::change::Claims;

TEST_CASE("a thing is claimed by one at a time, everything only when nothing else is") {
  Claims claims;
  auto candidate = claims.take({"models.candidate"});
  REQUIRE(candidate);
  CHECK_FALSE(claims.take({"models.candidate"}));
  CHECK_FALSE(claims.take({"models.fallback", "models.candidate"}));
  CHECK(claims.take({"models.fallback"}));  // taken back at once
  CHECK_FALSE(claims.take({"*"}));
  candidate.reset();
  auto all = claims.take({"*"});
  REQUIRE(all);
  CHECK_FALSE(claims.take({"models.candidate"}));
  all.reset();
  CHECK(claims.take({"models.fallback", "models.candidate"}));
}
