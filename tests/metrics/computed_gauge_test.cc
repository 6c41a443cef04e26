// Gauges that are computed when metrics are rendered, and whose they are.
#include <cmath>
#include <string>

#include "metrics/registry.h"
#include "support/catch.h"

namespace spark::metrics {
namespace {

Desc desc(std::string name) {
  return {std::move(name), "A help text.", {}, {}, 0};
}

std::string rendered(const Registry& registry, std::string_view prefix = "") {
  std::string out;
  registry.render(out, prefix);
  return out;
}

bool has_line(const Registry& registry, const std::string& line) {
  return ("\n" + rendered(registry)).find("\n" + line + "\n") != std::string::npos;
}

TEST_CASE("a computed gauge is read at rendering, asking again replaces what is read") {
  Registry registry(1);
  const int owner = 0;
  registry.prefer(&owner);
  double value = 1;
  REQUIRE(registry.computed_gauge(desc("g"), &owner, [&] { return value; }).has_value());
  CHECK(has_line(registry, "g 1"));
  value = 2.5;
  CHECK(has_line(registry, "g 2.5"));
  REQUIRE(registry.computed_gauge(desc("g"), &owner, [] { return 7.0; }).has_value());
  CHECK(has_line(registry, "g 7"));
  REQUIRE(registry.computed_gauge(desc("g"), &owner, [] { return double{NAN}; }).has_value());
  CHECK(rendered(registry).empty());
}

TEST_CASE("a forgotten owner's gauges are absent and never read, others stay") {
  Registry registry(1);
  const int one = 0;
  const int two = 0;
  int reads = 0;
  const auto read = [&] { return static_cast<double>(++reads); };
  registry.prefer(&one);
  registry.prefer(&two);
  REQUIRE(registry.computed_gauge(desc("a"), &one, read).has_value());
  REQUIRE(registry.computed_gauge(desc("b"), &two, [] { return 5.0; }).has_value());
  registry.forget(&one);
  CHECK(rendered(registry) == "# HELP b A help text.\n# TYPE b gauge\nb 5\n");
  CHECK(reads == 0);

  // A new owner of the same series is not forgotten with the old one.
  REQUIRE(registry.computed_gauge(desc("b"), &one, [] { return 6.0; }).has_value());
  registry.prefer(&one);
  registry.forget(&two);
  CHECK(has_line(registry, "b 6"));
}

TEST_CASE("of two owners of a gauge the newest with a value counts, until it is forgotten") {
  Registry registry(1);
  const int running = 0;
  const int next = 0;
  double next_value = NAN;
  registry.prefer(&running);
  registry.prefer(&next);
  REQUIRE(registry.computed_gauge(desc("g"), &running, [] { return 1.0; }).has_value());
  REQUIRE(registry.computed_gauge(desc("g"), &next, [&] { return next_value; }).has_value());
  CHECK(has_line(registry, "g 1"));
  next_value = 2.0;
  CHECK(has_line(registry, "g 2"));
  registry.forget(&next);
  CHECK(has_line(registry, "g 1"));
  registry.forget(&running);
  CHECK(rendered(registry).empty());
}

TEST_CASE("an owner that is preferred is the newest of every gauge that it computes") {
  Registry registry(1);
  const int owners[3] = {};
  for (const int& owner : owners) registry.prefer(&owner);
  for (const char* name : {"a", "b"}) {
    for (int i = 0; i < 3; ++i)
      REQUIRE(
          registry.computed_gauge(desc(name), &owners[i], [=] { return double(i); }).has_value());
  }
  REQUIRE(registry.computed_gauge(desc("c"), &owners[2], [] { return 7.0; }).has_value());
  registry.prefer(&owners[0]);
  CHECK(has_line(registry, "a 0"));
  CHECK(has_line(registry, "b 0"));
  CHECK(has_line(registry, "c 7"));  // which it does not compute
  registry.prefer(&owners[1]);
  CHECK(has_line(registry, "a 1"));
  registry.forget(&owners[1]);
  CHECK(has_line(registry, "a 0"));  // the others are in their order
  registry.forget(&owners[0]);
  CHECK(has_line(registry, "a 2"));
  registry.prefer(&owners[0]);  // of nothing any more
  CHECK(has_line(registry, "b 2"));
}

TEST_CASE("the gauges of an owner that was never preferred are not read") {
  Registry registry(1);
  const int serving = 0;
  const int built = 0;
  int reads = 0;
  const auto read = [&] { return static_cast<double>(++reads); };
  registry.prefer(&serving);
  REQUIRE(registry.computed_gauge(desc("g"), &serving, [] { return 7.0; }).has_value());
  REQUIRE(registry.computed_gauge(desc("g"), &built, read).has_value());
  REQUIRE(registry.computed_gauge(desc("own"), &built, read).has_value());
  CHECK(rendered(registry) == "# HELP g A help text.\n# TYPE g gauge\ng 7\n");
  CHECK(reads == 0);
  registry.prefer(&built);
  CHECK(has_line(registry, "g 1"));
}

TEST_CASE("the gauges of a paused owner are not read until it is preferred again") {
  Registry registry(1);
  const int kept = 0;
  const int other = 0;
  int reads = 0;
  const auto read = [&] { return static_cast<double>(++reads); };
  registry.prefer(&other);
  registry.prefer(&kept);
  REQUIRE(registry.computed_gauge(desc("g"), &other, [] { return double{NAN}; }).has_value());
  REQUIRE(registry.computed_gauge(desc("g"), &kept, read).has_value());
  registry.pause(&kept);
  CHECK(rendered(registry).empty());
  CHECK(reads == 0);
  registry.pause(&other);
  registry.prefer(&kept);
  CHECK(has_line(registry, "g 1"));
  registry.pause(&kept);
  CHECK(rendered(registry).empty());
  REQUIRE(registry.computed_gauge(desc("g"), &kept, [] { return 7.0; }).has_value());
  CHECK(rendered(registry).empty());
  registry.prefer(&kept);
  CHECK(has_line(registry, "g 7"));
}

TEST_CASE("computed gauges outside the prefix are not read") {
  Registry registry(1);
  int reads = 0;
  const auto read = [&] { return static_cast<double>(++reads); };
  registry.prefer(&reads);
  REQUIRE(registry.computed_gauge(desc("a_g"), &reads, read).has_value());
  CHECK(rendered(registry, "b_").empty());
  CHECK(reads == 0);
}

}  // namespace
}  // namespace spark::metrics
