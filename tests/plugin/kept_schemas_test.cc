// The list of schemas that a plugin object offers, and what keeps it from being taken.
#include "plugin/kept_schemas.h"

#include <string>
#include <vector>

#include "support/catch.h"

using namespace spark::plugin;
using Catch::Matchers::ContainsSubstring;

namespace {

// A plugin object in this file.
struct Subject {
  Subject() { raw.self = this; }

  static Subject& of(spark_plugin* plugin) { return *static_cast<Subject*>(plugin->self); }

  spark_ext_keeps offered = {nullptr, 0};
  bool throws = false;
  spark_plugin raw = {nullptr, nullptr, nullptr,
                      [](spark_plugin* plugin, const char* id) -> const void* {
                        if (of(plugin).throws) throw 42;
                        return std::string(id) == SPARK_EXT_KEEPS ? &of(plugin).offered : nullptr;
                      },
                      nullptr};
};

}  // namespace

TEST_CASE("an empty list is known, and no list is not") {
  Subject subject;
  const auto empty = kept_schemas_of(&subject.raw);
  REQUIRE(empty.has_value());
  REQUIRE(empty->has_value());
  CHECK((*empty)->empty());
  subject.raw.extension = nullptr;
  CHECK_FALSE(kept_schemas_of(&subject.raw)->has_value());
  subject.raw.extension = [](spark_plugin*, const char*) -> const void* { return nullptr; };
  CHECK_FALSE(kept_schemas_of(&subject.raw)->has_value());
}

TEST_CASE("a list is copied") {
  Subject subject;
  std::vector<std::string> texts = {"p.b/1", "p.a/1", "p.b/1"};
  const std::vector<const char*> schemas = {texts[0].c_str(), texts[1].c_str(), texts[2].c_str()};
  subject.offered = {schemas.data(), 3};
  const auto all = kept_schemas_of(&subject.raw);
  texts.clear();
  REQUIRE(all.has_value());
  CHECK(**all == std::set<std::string>{"p.a/1", "p.b/1"});
}

TEST_CASE("a list that the host would not understand refuses the plugin object") {
  const std::vector<const char*> many(SPARK_KEEPS_SCHEMAS_MAX + 1, "p.a/1");
  const char* spaced[] = {"p.a 1"};
  const char* nothing[] = {nullptr};
  const struct {
    spark_ext_keeps offered;
    bool throws;
    const char* why;
  } cases[] = {
      {{many.data(), SPARK_KEEPS_SCHEMAS_MAX + 1}, false, "more than 64 schemas"},
      {{nullptr, 1}, false, "is null"},
      {{spaced, 1}, false, "a schema of its durable values"},
      {{nothing, 1}, false, "a schema of its durable values"},
      {{spaced, 1}, true, "its extension threw"},
  };
  for (const auto& c : cases) {
    Subject subject;
    subject.offered = c.offered;
    subject.throws = c.throws;
    const auto all = kept_schemas_of(&subject.raw);
    REQUIRE(all.has_error());
    CHECK_THAT(all.error().text, ContainsSubstring(c.why));
  }
}
