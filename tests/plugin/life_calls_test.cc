// How plugin objects are told that they act and that they rest.
#include "plugin/life_calls.h"

#include <algorithm>
#include <string>

#include "museum.h"
#include "support/catch.h"

using namespace spark;
using namespace spark::plugin;
using Catch::Matchers::ContainsSubstring;

namespace {

// A plugin object in this file: does what `how` says.
struct Subject {
  enum How { well, refuses, throws };

  Subject() { raw.self = this; }

  int32_t told(const char* what, spark_error* err) {
    calls += what;
    if (how == throws) throw 42;
    if (how == well) return SPARK_OK;
    err->code = SPARK_E_FAILED;
    err->length = 3;
    std::copy_n("no!", 4, err->text);
    return SPARK_E_FAILED;
  }
  static Subject& of(spark_plugin* plugin) { return *static_cast<Subject*>(plugin->self); }
  static int32_t act(spark_plugin* plugin, spark_error* err) {
    return of(plugin).told("act ", err);
  }
  static int32_t rest(spark_plugin* plugin, spark_error* err) {
    return of(plugin).told("rest ", err);
  }

  How how = well;
  std::string calls;
  spark_ext_life offered = {act, rest};
  spark_plugin raw = {nullptr, nullptr, nullptr,
                      [](spark_plugin* plugin, const char* id) -> const void* {
                        return std::string(id) == SPARK_EXT_LIFE ? &of(plugin).offered : nullptr;
                      },
                      nullptr};
};

}  // namespace

TEST_CASE("a plugin object is told that it acts and that it rests") {
  Subject subject;
  const auto life = *LifeCalls::of(&subject.raw);
  CHECK(life.are_offered());
  CHECK(life.act().has_value());
  CHECK(life.rest().has_value());
  CHECK(subject.calls == "act rest ");
}

TEST_CASE("what a plugin object says or throws when it is told is an error that names the call") {
  const struct {
    Subject::How how;
    const char* act;
    const char* rest;
  } cases[] = {
      {Subject::refuses, "its act: no!", "its rest: no!"},
      {Subject::throws, "its act: it threw something", "its rest: it threw something"},
  };
  for (const auto& c : cases) {
    Subject subject;
    subject.how = c.how;
    const auto life = *LifeCalls::of(&subject.raw);
    CHECK_THAT(life.act().error().text, ContainsSubstring(c.act));
    CHECK_THAT(life.rest().error().text, ContainsSubstring(c.rest));
  }
}

TEST_CASE("a plugin object that offers no life is not told, and one that offers half is refused") {
  Subject subject;
  subject.raw.extension = nullptr;
  const auto none = *LifeCalls::of(&subject.raw);
  CHECK_FALSE(none.are_offered());
  CHECK(none.act().has_value());
  CHECK(none.rest().has_value());
  CHECK(subject.calls.empty());
  CHECK_THAT(instance_refusal("life_half"),
             ContainsSubstring("plugin 'life_half': it offers a life but its act or rest is null"));
}
