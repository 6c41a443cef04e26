// The host in memory refuses what a host refuses, so that a plugin's own tests find it.
#include <limits>
#include <string>

#include "spark/durable.h"
#include "spark/error.h"
#include "spark/facts.h"
#include "spark/testing/fake_host.h"
#include "support/catch.h"

using namespace spark::testing;
using Catch::Matchers::ContainsSubstring;

namespace {

// Why it is not published; "" if it is.
std::string refusal(const spark::Facts& facts, const spark::Fact& fact) {
  try {
    facts.publish(fact);
    return "";
  } catch (const spark::Error& error) {
    return error.what();
  }
}

}  // namespace

TEST_CASE("facts that a host refuses are refused by the fake one") {
  FakeHost host;
  const spark::Facts facts{spark::Host(host.raw())};
  for (const char* good : {"psi", "psi.overall", "loss-difference.low_7d", "P95.ms"})
    CHECK(refusal(facts, {.name = good, .value = 1}) == "");
  for (const char* bad : {"", "psi.7d", "7d", "psi..x", ".psi", "psi.", "psi overall", "psi/7d"})
    CHECK_THAT(refusal(facts, {.name = bad, .value = 1}),
               ContainsSubstring("is not names joined by dots"));
  const std::string long_part(64, 'x');
  CHECK(refusal(facts, {.name = long_part.substr(1), .value = 1}) == "");
  CHECK(refusal(facts, {.name = long_part, .value = 1}) != "");

  constexpr double infinity = std::numeric_limits<double>::infinity();
  CHECK_THAT(refusal(facts, {.name = "a", .value = infinity}), ContainsSubstring("not finite"));
  CHECK_THAT(refusal(facts, {.name = "a", .subject = {.sha256 = "abc"}, .value = 1}),
             ContainsSubstring("the digest is none"));
  CHECK_THAT(refusal(facts, {.name = "a", .unit = "seventeen-letters", .value = 1}),
             ContainsSubstring("the unit is too long"));
  CHECK_THAT(
      refusal(facts, {.name = "a", .value = 1, .samples = 0, .from_utc_ms = 2, .to_utc_ms = 1}),
      ContainsSubstring("ends before it begins"));
  CHECK(refusal(facts, {.name = "a", .value = 1, .basis = "{}"}) == "");
  CHECK_THAT(refusal(facts, {.name = "a", .value = 1, .basis = "[]"}),
             ContainsSubstring("no JSON object"));
  const std::string too_long(SPARK_FACT_BASIS_BYTES_MAX + 1, '{');
  CHECK_THAT(refusal(facts, {.name = "a", .value = 1, .basis = too_long}),
             ContainsSubstring("the basis is too long"));
}

TEST_CASE("a schema that the library does not list is refused by the fake host") {
  FakeHost host;
  const spark::Durable durable{spark::Host(host.raw())};
  durable.put("a", "mine/1", "x");
  host.kept_schemas = {"mine/1"};
  durable.put("a", "mine/1", "y");
  CHECK_THROWS_WITH(durable.put("a", "mine/2", "x"),
                    ContainsSubstring("does not list the schema 'mine/2'"));
  CHECK(host.durable == std::map<std::string, std::string>{{"a mine/1", "y"}});
}
