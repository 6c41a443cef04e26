#include "services/flags.h"

#include "support/catch.h"

using namespace spark::services;
using Catch::Matchers::Contains;

TEST_CASE("a flag that is declared again is found, with its present value") {
  Flags flags;
  spark_flag* const flag = *flags.declare("p.weight", 5, 0);
  CHECK(flag->value == 5);
  flag->value = 7;
  CHECK(*flags.declare("p.weight", 5, 0) == flag);
  CHECK(flag->value == 7);
  CHECK(flags.find("p.weight") == flag);
  CHECK(flags.find("p.other") == nullptr);
}

TEST_CASE("a flag's safe value never changes") {
  Flags flags;
  REQUIRE(flags.declare("p.weight", 5, 0).has_value());
  const auto again = flags.declare("p.weight", 5, 1);
  REQUIRE(again.has_error());
  CHECK_THAT(again.error().text, Contains("'p.weight' has the safe value 0; it cannot become 1"));
}

TEST_CASE("the emergency stop sets every flag to its safe value") {
  Flags flags;
  REQUIRE(flags.declare("a.on", 1, 0).has_value());
  REQUIRE(flags.declare("b.halt", 0, 1).has_value());
  REQUIRE(flags.declare("c.same", 3, 3).has_value());
  CHECK(flags.set_all_safe() == 2);
  const auto items = flags.list();
  REQUIRE(items.size() == 3);
  CHECK(items[0].name == "a.on");
  CHECK(items[0].value == 0);
  CHECK(items[1].value == 1);
  CHECK(items[2].value == 3);
  CHECK(flags.set_all_safe() == 0);
}

TEST_CASE("names of flags are checked, and there is a limit to flags") {
  Flags flags;
  CHECK(flags.declare("", 0, 0).has_error());
  CHECK(flags.declare("a b", 0, 0).has_error());
  CHECK(flags.declare(std::string(97, 'a'), 0, 0).has_error());
  for (uint32_t i = 0; i < flags_max; ++i)
    REQUIRE(flags.declare("f." + std::to_string(i), 0, 0).has_value());
  const auto more = flags.declare("f.more", 0, 0);
  REQUIRE(more.has_error());
  CHECK_THAT(more.error().text, Contains("256 flags already"));
  CHECK(flags.declare("f.0", 0, 0).has_value());
}

TEST_CASE("flags do not share cache lines") {
  Flags flags;
  const auto a = reinterpret_cast<uintptr_t>(*flags.declare("f.a", 0, 0));
  const auto b = reinterpret_cast<uintptr_t>(*flags.declare("f.b", 0, 0));
  CHECK(a % 64 == 0);
  CHECK(b - a >= 64);
}
