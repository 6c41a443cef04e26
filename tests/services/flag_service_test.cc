// Flags as plugins see them: spark.flag/2.
#include "services/plugin_host.h"

#include "host.h"
#include "services/asked.h"
#include "services/flags_draft.h"
#include "services/leave.h"
#include "support/catch.h"

using namespace spark;
using namespace spark::services;
using Catch::Matchers::ContainsSubstring;
using plugin::Phase;

TEST_CASE("a flag is named after its plugin object") {
  TestHost host;
  const auto object = host.object({"my-plugin", "p", {}, {}});
  object->act();
  const auto* flag = ask<spark_ext_flag>(*object, SPARK_EXT_FLAG);
  spark_error err{};
  spark_flag* const on = flag->declare(object->raw(), "on", 1, 0, &err);
  REQUIRE(on != nullptr);
  CHECK(host.flags.find("my-plugin.on") == on);
  CHECK(flag->set(object->raw(), on, 9, &err) == SPARK_OK);
  CHECK(flag->get(on) == 9);
  host.flags.make_all_safe("test", false);
  CHECK(flag->get(on) == 0);

  CHECK(flag->declare(object->raw(), nullptr, 0, 0, &err) == nullptr);
  CHECK(text_of(err) == "the flag's name is null");
  CHECK(flag->declare(object->raw(), "a.b", 0, 0, nullptr) == nullptr);
  CHECK(flag->get(nullptr) == 0);
  CHECK(flag->set(object->raw(), nullptr, 1, nullptr) == SPARK_E_INVALID);
}

TEST_CASE("a plugin opens the latch of its flag only on behalf of a risky route that names it") {
  TestHost host;
  const auto object = host.object({"p", "p", {}, {}});
  object->act();
  const auto* flag = ask<spark_ext_flag>(*object, SPARK_EXT_FLAG);
  spark_error err{};
  spark_flag* const on = flag->declare(object->raw(), "on", 1, 0, &err);
  spark_flag* const other = flag->declare(object->raw(), "other", 1, 0, &err);
  host.flags.make_all_safe("test", false);
  const auto set = [&] { return flag->set(object->raw(), on, 1, &err); };
  CHECK(set() == SPARK_E_LATCHED);
  CHECK_THAT(text_of(err), ContainsSubstring("latched at its safe value"));

  const uint64_t epoch = host.flags.epoch();
  const struct {
    Flags::Permit permit;
    int32_t code;
  } cases[] = {{{other, epoch}, SPARK_E_LATCHED},
               {{on, epoch - 1}, SPARK_E_SUPERSEDED},
               {{on, epoch}, SPARK_OK}};
  for (const auto& c : cases) {
    int commits = 0;
    RouteCall action;
    action.commit = [&commits](bool) {
      ++commits;
      return Commit{};
    };
    Leave leave{c.permit, std::make_shared<RouteCall>(action)};
    const Leave::Scope scope(&leave);
    CHECK(set() == c.code);
    CHECK(commits == 1);
  }
  CHECK(flag->get(on) == 1);
  CHECK(flag->get(other) == 0);

  RouteCall action;
  action.commit = [](bool) { return Commit{Commit::Why::cancelled, "late"}; };
  Leave refused{{on, host.flags.epoch()}, std::make_shared<RouteCall>(action)};
  const Leave::Scope scope(&refused);
  CHECK(flag->set(object->raw(), on, 2, &err) == SPARK_E_CANCELLED);
  CHECK(flag->set(object->raw(), on, 0, &err) == SPARK_OK);
  CHECK(flag->get(on) == 0);
}

TEST_CASE("what was asked for before a safe action moves no flag after it") {
  TestHost host;
  const auto object = host.object({"p", "p", {}, {}});
  object->act();
  const auto* flag = ask<spark_ext_flag>(*object, SPARK_EXT_FLAG);
  spark_error err{};
  spark_flag* const on = flag->declare(object->raw(), "on", 1, 0, &err);
  const Asked::Scope asked(host.flags.epoch());
  CHECK(flag->set(object->raw(), on, 2, &err) == SPARK_OK);
  host.flags.note_safe("test", false);
  CHECK(flag->set(object->raw(), on, 3, &err) == SPARK_E_SUPERSEDED);
  CHECK(flag->set(object->raw(), on, 0, &err) == SPARK_OK);
}

TEST_CASE("a plugin makes any flag safe, and that is put on record") {
  TestHost host;
  const auto owner = host.object({"owner", "o", {}, {}});
  const auto object = host.object({"p", "p", {}, {}});
  object->act();
  std::vector<std::string> recorded;
  host.context.made_safe = [&](const Flags::Moved& moved) {
    recorded.push_back(moved.move->action + (moved.is_repeat ? " again" : ""));
  };
  const auto* flag = ask<spark_ext_flag>(*object, SPARK_EXT_FLAG);
  spark_error err{};
  spark_flag* const on = flag->declare(owner->raw(), "on", 1, 0, &err);
  CHECK(flag->make_safe(object->raw(), "owner.on", &err) == SPARK_OK);
  CHECK(flag->make_safe(object->raw(), "owner.on", &err) == SPARK_OK);
  CHECK(flag->get(on) == 0);
  CHECK(recorded == std::vector<std::string>{"plugin p", "plugin p again"});
  CHECK(flag->make_safe(object->raw(), "owner.off", &err) == SPARK_E_INVALID);
  CHECK_THAT(text_of(err), ContainsSubstring("no flag 'owner.off'"));
}

TEST_CASE("a retired extension is not offered") {
  TestHost host;
  const auto object = host.object({"p", "p", {}, {}});
  CHECK(object->raw()->extension(object->raw(), "spark.flag/1") == nullptr);
}

TEST_CASE("a safe route moves a flag to its safe value and to no other") {
  TestHost host;
  const auto object = host.object({"p", "p", {}, {}});
  spark_error err{};
  auto made = open_route("/x/p/a");
  made.method = "POST";
  made.access = SPARK_ACCESS_SAFE;
  made.flag =
      ask<spark_ext_flag>(*object, SPARK_EXT_FLAG)->declare(object->raw(), "on", 1, 0, &err);
  made.flag_value = 1;
  object->enter(plugin::Phase::creating);
  const auto* http = ask<spark_ext_http>(*object, SPARK_EXT_HTTP);
  CHECK(http->add_route(object->raw(), &made, &err) == SPARK_E_INVALID);
  CHECK_THAT(text_of(err), ContainsSubstring("not the flag's safe value"));
  made.flag_value = 0;
  CHECK(http->add_route(object->raw(), &made, &err) == SPARK_OK);
}

TEST_CASE("a flag that an acting object declares stays, whatever becomes of the draft") {
  TestHost host;
  const auto object = host.object({"p", "p", {}, {}});
  const auto* flag = ask<spark_ext_flag>(*object, SPARK_EXT_FLAG);
  object->act();
  {
    const Flags::Draft draft(host.flags);
    REQUIRE(flag->declare(object->raw(), "on", 1, 0, nullptr) != nullptr);
  }
  CHECK(host.flags.find("p.on") != nullptr);
}

TEST_CASE("only a plugin object that acts moves a flag") {
  using Move = void (*)(PluginHost&);
  const Move act = [](PluginHost& object) { object.act(); };
  const Move rest = [](PluginHost& object) { object.rest(); };
  const struct {
    const char* name;
    std::vector<Move> moves;
    const char* refusal;
  } cases[] = {
      {"built", {}, "flag: this object of the plugin has not begun to act"},
      {"acting", {act}, nullptr},
      {"resting", {act, rest}, "flag: this object of the plugin acts no longer"},
      {"acting again", {act, rest, act}, nullptr},
  };
  for (const auto& c : cases) {
    INFO(c.name);
    TestHost host;
    const auto object = host.object({"p", "p", {}, {}});
    const auto* flag = ask<spark_ext_flag>(*object, SPARK_EXT_FLAG);
    spark_flag* const on = flag->declare(object->raw(), "on", 1, 0, nullptr);
    for (const Move move : c.moves) move(*object);
    spark_error err{};
    const int32_t code = flag->set(object->raw(), on, 5, &err);
    CHECK(code == (c.refusal == nullptr ? SPARK_OK : SPARK_E_NOT_ACTING));
    CHECK(flag->get(on) == (c.refusal == nullptr ? 5 : 1));
    CHECK(flag->make_safe(object->raw(), "p.on", nullptr) == code);
    CHECK(flag->get(on) == (c.refusal == nullptr ? 0 : 1));
    CHECK(host.context.not_acting_calls == (c.refusal == nullptr ? 0 : 2));
    if (c.refusal != nullptr) CHECK(text_of(err) == c.refusal);
  }
}
