#include "services/flags.h"

#include "support/catch.h"

using namespace spark::services;
using Catch::Matchers::ContainsSubstring;

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
  CHECK_THAT(again.error().text,
             ContainsSubstring("'p.weight' has the safe value 0; it cannot become 1"));
}

TEST_CASE("a safe action moves a flag and latches it, and a repeat says what did") {
  Flags flags;
  spark_flag* const on = *flags.declare("a.on", 1, 0);
  const auto first = flags.make_safe(on, "/off", true);
  CHECK(on->value == 0);
  CHECK_FALSE(first.is_repeat);
  CHECK(first.changed == 1);
  CHECK(first.flags == std::vector<std::string>{"a.on"});
  const auto again = flags.make_safe(on, "/other", false);
  CHECK(again.is_repeat);
  CHECK(again.move == first.move);
  CHECK(flags.list()[0].latched_by->action == "/off");
}

TEST_CASE("a flag that is safe already is latched all the same, as a move of its own") {
  Flags flags;
  spark_flag* const on = *flags.declare("a.on", 0, 0);
  const auto first = flags.make_safe(on, "/off", true);
  CHECK_FALSE(first.is_repeat);
  CHECK(first.changed == 0);
  CHECK(flags.set(on, 1, nullptr) == Flags::Set::latched);
}

TEST_CASE("the emergency stop moves every flag to its safe value") {
  Flags flags;
  REQUIRE(flags.declare("a.on", 1, 0).has_value());
  REQUIRE(flags.declare("b.halt", 0, 1).has_value());
  REQUIRE(flags.declare("c.same", 3, 3).has_value());
  flags.all_declared();
  const auto moved = flags.make_all_safe("signal", false);
  CHECK(moved.changed == 2);
  CHECK(moved.flags.size() == 3);
  const auto items = flags.list();
  REQUIRE(items.size() == 3);
  CHECK(items[0].value == 0);
  CHECK(items[1].value == 1);
  CHECK(items[2].value == 3);
  const auto again = flags.make_all_safe("signal", false);
  CHECK(again.is_repeat);
  CHECK(again.move == moved.move);
}

TEST_CASE("a host without flags records one emergency stop and counts the others") {
  Flags flags;
  flags.all_declared();
  const auto first = flags.make_all_safe("signal", false);
  CHECK_FALSE(first.is_repeat);
  CHECK(flags.make_all_safe("signal", false).is_repeat);
}

TEST_CASE("who may move a flag away from its safe value") {
  const struct {
    const char* name;
    bool latched;
    int epochs_since;  // safe actions of other flags after the one that asks was accepted
    bool has_permit;
    bool names_it;
    Flags::Set result;
  } cases[] = {
      {"a timer, of a flag that is free", false, 0, false, false, Flags::Set::done},
      {"a timer, after another flag was made safe", false, 1, false, false, Flags::Set::done},
      {"a timer, of a latched flag", true, 0, false, false, Flags::Set::latched},
      {"a risky route, of a free flag", false, 0, true, true, Flags::Set::done},
      {"a risky route that names another flag", true, 0, true, false, Flags::Set::latched},
      {"a risky route after the latch", true, 0, true, true, Flags::Set::done},
      {"a risky route before a safe action", true, 1, true, true, Flags::Set::superseded},
      {"the same of a free flag", false, 1, true, true, Flags::Set::superseded},
  };
  for (const auto& c : cases) {
    INFO(c.name);
    Flags flags;
    spark_flag* const flag = *flags.declare("a.on", 1, 0);
    spark_flag* const other = *flags.declare("b.on", 1, 0);
    REQUIRE(flags.set(flag, 0, nullptr) == Flags::Set::done);
    if (c.latched) flags.make_safe(flag, "/off", true);
    const Flags::Permit permit{c.names_it ? flag : other, flags.epoch()};
    for (int i = 0; i < c.epochs_since; ++i) flags.make_safe(other, "/other", true);
    CHECK(flags.set(flag, 1, c.has_permit ? &permit : nullptr) == c.result);
    CHECK(flag->value == (c.result == Flags::Set::done ? 1 : 0));
    const bool still_latched = flags.list()[0].latched_by != nullptr;
    CHECK(still_latched == (c.latched && c.result != Flags::Set::done));
  }
}

TEST_CASE("to its safe value anybody moves a flag, and nothing is latched by that") {
  Flags flags;
  spark_flag* const flag = *flags.declare("a.on", 1, 0);
  CHECK(flags.set(flag, 0, nullptr) == Flags::Set::done);
  CHECK(flags.list()[0].latched_by == nullptr);
  CHECK(flags.set(flag, 1, nullptr) == Flags::Set::done);
}

TEST_CASE("what was accepted before a safe action is not applied after it") {
  Flags flags;
  const uint64_t epoch = flags.epoch();
  int applied = 0;
  CHECK(flags.apply_in(epoch, [&] { ++applied; }));
  flags.note_safe("/abort", true);
  CHECK_FALSE(flags.apply_in(epoch, [&] { ++applied; }));
  CHECK(applied == 1);
  CHECK(flags.last_safe()->action == "/abort");
}

TEST_CASE("a flag that was latched before the host started is declared at its safe value") {
  Flags flags;
  auto move = std::make_shared<SafeMove>();
  move->action = "/off";
  flags.restore({{"a.on", move}, {"gone.on", move}}, nullptr);
  CHECK((*flags.declare("a.on", 1, 0))->value == 0);
  CHECK((*flags.declare("b.on", 1, 0))->value == 1);
  CHECK(flags.list()[0].latched_by == move);
  CHECK(flags.latches().size() == 2);
  CHECK_FALSE(flags.open_undeclared("a.on", flags.epoch()));
  CHECK_FALSE(flags.open_undeclared("gone.on", flags.epoch() - 1));
  CHECK(flags.open_undeclared("gone.on", flags.epoch()));
  CHECK(flags.latches().size() == 1);
}

TEST_CASE("an emergency stop while the host starts latches what is declared until it has started") {
  Flags flags;
  flags.make_all_safe("/safe", true);
  CHECK((*flags.declare("a.on", 1, 0))->value == 0);
  CHECK(flags.all_latched_by() != nullptr);
  flags.all_declared();
  CHECK(flags.all_latched_by() == nullptr);
  CHECK((*flags.declare("b.on", 1, 0))->value == 1);
  CHECK(flags.latches().size() == 1);
}

TEST_CASE("whoever keeps latches is told when one is made or opened, and not of repeats") {
  Flags flags;
  int told = 0;
  flags.on_latch_change([&] { ++told; });
  spark_flag* const flag = *flags.declare("a.on", 1, 0);
  flags.make_safe(flag, "/off", true);
  flags.make_safe(flag, "/off", true);
  CHECK(told == 1);
  const Flags::Permit permit{flag, flags.epoch()};
  CHECK(flags.set(flag, 1, &permit) == Flags::Set::done);
  CHECK(told == 2);
}

TEST_CASE("a pointer that is no flag moves nothing") {
  Flags flags;
  spark_flag stranger;
  CHECK_FALSE(flags.is_safe_value(&stranger, 0));
  flags.make_safe(&stranger, "/off", true);
  CHECK(stranger.value == 0);
  CHECK(flags.set(&stranger, 1, nullptr) == Flags::Set::done);
  CHECK(stranger.value == 0);
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
  CHECK_THAT(more.error().text, ContainsSubstring("256 flags already"));
  CHECK(flags.declare("f.0", 0, 0).has_value());
}

TEST_CASE("flags do not share cache lines") {
  Flags flags;
  const auto a = reinterpret_cast<uintptr_t>(*flags.declare("f.a", 0, 0));
  const auto b = reinterpret_cast<uintptr_t>(*flags.declare("f.b", 0, 0));
  CHECK(a % 64 == 0);
  CHECK(b - a >= 64);
}
