// Which durable values are removed: a pure decision, and what DurableValues makes of it.
#include "services/unoffered.h"

#include <memory>

#include "host.h"
#include "services/durable_values.h"
#include "support/catch.h"
#include "support/manual_queue.h"

using namespace spark;
using namespace spark::services;
using Catch::Matchers::ContainsSubstring;

namespace {

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("what no kept version lists is removed, if all their lists are known") {
  const std::map<std::string, std::string> all = {
      {"p/:record:kept/p.b/1", "7"},
      {"p/:record:proof/p.a/1", "6"},
      {"p/:record:taken/p.a/1", "5"},  // its value was taken away
      {"p/:schemas/v1", "p.a/1"},
      {"p/:schemas/v2", "p.b p.b/1"},
      {"p/:schemas/v3", "p.b/1 p.c"},
      {"p/:schemas/v4", ""},
      {"p/:timer:daily/host.timer/1", "1"},
      {"p/kept/p.b/1", "y"},
      {"p/note/p.a/1", "x"},
      {"p/note/p.b/1", "y"},
      {"p/note/p.c", "z"},
      {"p/proof/p.a/1", "x"},
  };
  const Names first = {"p/:record:proof/p.a/1", "p/:record:taken/p.a/1"};
  const struct {
    const char* what;
    std::set<std::string> kept;
    Names removed;
  } cases[] = {
      {"nothing while every version is kept", {"v1", "v2", "v3", "v4"}, {}},
      {"nothing where one list is not known", {"v3", "unknown"}, {}},
      {"nothing where a digest is not known", {"v3", ""}, {}},
      {"the first version's, with its notes and its list",
       {"v2", "v3"},
       {"p/:record:proof/p.a/1", "p/:record:taken/p.a/1", "p/:schemas/v1", "p/:schemas/v4",
        "p/note/p.a/1", "p/proof/p.a/1"}},
      {"one schema's of a key, as another stays",
       {"v1", "v2"},
       {"p/:schemas/v3", "p/:schemas/v4", "p/note/p.c"}},
      {"all, where the one version understands none",
       {"v4"},
       {"p/:record:kept/p.b/1", "p/:record:proof/p.a/1", "p/:record:taken/p.a/1", "p/:schemas/v1",
        "p/:schemas/v2", "p/:schemas/v3", "p/kept/p.b/1", "p/note/p.a/1", "p/note/p.b/1",
        "p/note/p.c", "p/proof/p.a/1"}},
  };
  for (const auto& c : cases) {
    INFO(c.what);
    CHECK(unoffered(all, c.kept) == c.removed);
  }
}

TEST_CASE("a list's text is read as it was written") {
  const auto name = schemas_name("p", "v1");
  CHECK(name.in_file() == "p/:schemas/v1");
  const std::map<std::string, std::string> all = {
      {name.in_file(), schemas_text({"p.b/2", "p.a/1"})}, {"p/k/p.a/1", ""}, {"p/k/p.b/2", ""}};
  CHECK(unoffered(all, {"v1"}).empty());
}

TEST_CASE("values are removed from memory and disk, but not those whose record is on its way") {
  test::ManualQueue writer;
  DurableValues values(&writer);
  std::map<std::string, std::string> disk;
  values.use({}, [&disk](std::span<const store::State::Change> changes) -> base::Result<void> {
    for (const auto& change : changes)
      change.value ? void(disk[change.key] = *change.value) : void(disk.erase(change.key));
    return {};
  });
  const RecordedValue waiting{{"p", "waiting", "s"}, "1"};
  const RecordedValue proven{{"p", "proven", "s"}, "2"};
  REQUIRE(values.put({"p", "plain", "s"}, "3", {}).has_value());
  for (const auto& each : {waiting, proven}) {
    REQUIRE(values.claim({&each, 1}).has_value());
    values.put_recorded(7, {each}, {});
  }
  REQUIRE(values.claim({&waiting, 1}).has_value());
  values.remove(
      Names{"p/:record:proven/s", "p/:record:waiting/s", "p/plain/s", "p/proven/s", "p/waiting/s"});
  writer.run_all();
  CHECK(disk ==
        std::map<std::string, std::string>{{"p/:record:waiting/s", "7"}, {"p/waiting/s", "1"}});
  CHECK_FALSE(values.get(proven.name));
  // As if it had never been recorded.
  CHECK(values.put(proven.name, "4", {}).has_value());
}

TEST_CASE("the host's own names are none of a plugin's keys") {
  test::ManualQueue writer;
  DurableValues values(&writer);
  values.use({}, [](auto) { return base::Result<void>(); });
  values.put_own(schemas_name("p", "v1"), "s");
  for (uint32_t i = 0; i < durable_keys_max; ++i)
    REQUIRE(values.put({"p", "k" + std::to_string(i), "s"}, "", {}).has_value());
  CHECK_FALSE(values.put({"p", "one-more", "s"}, "", {}).has_value());
}

TEST_CASE("a library with a list puts no value of another schema, which would be removed") {
  test::ManualQueue writer;
  DurableValues values(&writer);
  values.use({}, [](auto) { return base::Result<void>(); });
  TestHost host;
  host.context.durable = &values;
  const auto object = host.object({"p", "p", {}, {}});
  object->made({}, std::set<std::string>{"p.b/1"});
  object->act();
  const auto* durable = ask<spark_ext_durable>(*object, SPARK_EXT_DURABLE);
  spark_error err{};
  const auto put = [&](const char* schema) {
    return durable->put(object->raw(), "k", schema, "x", 1, nullptr, nullptr, &err);
  };
  CHECK(put("p.b/1") == SPARK_OK);
  CHECK(put("p.a/1") == SPARK_E_INVALID);
  CHECK_THAT(text_of(err), ContainsSubstring("does not list the schema 'p.a/1'"));
  CHECK(durable->erase(object->raw(), "k", "p.a/1", nullptr, nullptr, &err) == SPARK_OK);
}
