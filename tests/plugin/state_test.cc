// What plugin objects hand on, and what keeps it from being taken.
#include "plugin/state.h"

#include <algorithm>

#include "museum.h"
#include "support/catch.h"

using namespace spark;
using namespace spark::plugin;
using Catch::Matchers::ContainsSubstring;

namespace {

// A plugin object in this file: does what `how` says.
struct Subject {
  enum How { well, fails, throws, writes_null, writes_too_much, ignores_refusal };

  Subject() { raw.self = this; }

  static Subject& of(spark_plugin* plugin) { return *static_cast<Subject*>(plugin->self); }

  static int32_t answer(Subject& subject, spark_error* err) {
    if (subject.how == throws) throw 42;
    if (subject.how != fails) return SPARK_OK;
    err->code = SPARK_E_INVALID;
    err->length = 3;
    std::copy_n("no!", 4, err->text);
    return SPARK_E_INVALID;
  }

  static int32_t save(spark_plugin* plugin, spark_handover_sink* sink, spark_error* err) {
    Subject& subject = of(plugin);
    const std::string block(size_t{1} << 20, 'x');
    switch (subject.how) {
      case writes_null:
        return sink->write(sink, nullptr, 7);
      case writes_too_much:
        for (int i = 0; i < 65; ++i)
          if (const int32_t code = sink->write(sink, block.data(), block.size())) return code;
        return SPARK_OK;
      case ignores_refusal:
        for (int i = 0; i < 65; ++i) sink->write(sink, block.data(), block.size());
        sink->write(sink, "x", 1);
        return SPARK_OK;
      default:
        sink->write(sink, subject.state.data(), subject.state.size());
        sink->write(sink, nullptr, 0);
        return answer(subject, err);
    }
  }

  static int32_t load(spark_plugin* plugin, const void* bytes, size_t size, spark_error* err) {
    of(plugin).state.assign(static_cast<const char*>(bytes), size);
    return answer(of(plugin), err);
  }

  static int32_t merge(spark_plugin* plugin, const void* before, size_t before_size,
                       const void* after, size_t after_size, spark_error* err) {
    of(plugin).state += "|" + std::string(static_cast<const char*>(before), before_size) + "|" +
                        std::string(static_cast<const char*>(after), after_size);
    return answer(of(plugin), err);
  }

  How how = well;
  std::string state = "abc";
  spark_ext_handover offered = {"subject.state/1", save, load, merge};
  spark_plugin raw = {nullptr, nullptr, nullptr,
                      [](spark_plugin* plugin, const char* id) -> const void* {
                        return std::string(id) == SPARK_EXT_HANDOVER ? &of(plugin).offered
                                                                     : nullptr;
                      },
                      nullptr};
};

template <class T>
std::string refusal(const base::Result<T>& result) {
  return result ? "" : result.error().text;
}

}  // namespace

TEST_CASE("state is saved, loaded and merged as the plugin has it") {
  Subject subject;
  const auto state = *State::of(&subject.raw);
  CHECK(state.schema() == "subject.state/1");
  CHECK(*state.save() == "abc");
  const std::string bytes("d\0f", 3);
  CHECK(state.load(bytes).has_value());
  CHECK(*state.save() == bytes);
  CHECK(state.merge("1", "22").has_value());
  CHECK(*state.save() == bytes + "|1|22");
  CHECK(state.load("").has_value());
  CHECK(state.save()->empty());
}

TEST_CASE("what a plugin refuses, throws or writes wrongly is an error that says so") {
  struct Case {
    Subject::How how;
    const char* why;
  };
  const Case cases[] = {
      {Subject::fails, "saving its state: no!"},
      {Subject::throws, "saving its state: it threw something"},
      {Subject::writes_null, "saving its state: it wrote null"},
      {Subject::writes_too_much, "saving its state: it wrote more than 64 MiB"},
      {Subject::ignores_refusal, "saving its state: it wrote more than 64 MiB"},
  };
  for (const Case& each : cases) {
    Subject subject;
    subject.how = each.how;
    CHECK_THAT(refusal(State::of(&subject.raw)->save()), ContainsSubstring(each.why));
  }
  Subject subject;
  const auto state = *State::of(&subject.raw);
  subject.how = Subject::fails;
  CHECK(refusal(state.load("x")) == "loading its state: no!");
  CHECK(refusal(state.merge("x", "y")) == "merging its state: no!");
  subject.how = Subject::throws;
  CHECK_THAT(refusal(state.load("x")), ContainsSubstring("loading its state: it threw"));
  CHECK_THAT(refusal(state.merge("x", "y")), ContainsSubstring("merging its state: it threw"));
}

TEST_CASE("exactly 64 MiB are taken") {
  Subject subject;
  subject.state.assign(SPARK_HANDOVER_BYTES_MAX, 'x');
  CHECK(State::of(&subject.raw)->save()->size() == SPARK_HANDOVER_BYTES_MAX);
  subject.state += 'x';
  CHECK_THAT(refusal(State::of(&subject.raw)->save()), ContainsSubstring("more than 64 MiB"));
}

TEST_CASE("an offer that is not complete is refused") {
  struct Case {
    const char* why;
    void (*damage)(Subject&);
  };
  const Case cases[] = {
      {"the schema of its state is null", [](Subject& s) { s.offered.schema = nullptr; }},
      {"the schema of its state '' is not", [](Subject& s) { s.offered.schema = ""; }},
      {"'a b' is not a name", [](Subject& s) { s.offered.schema = "a b"; }},
      {"save, load or merge is null", [](Subject& s) { s.offered.save = nullptr; }},
      {"save, load or merge is null", [](Subject& s) { s.offered.load = nullptr; }},
      {"save, load or merge is null", [](Subject& s) { s.offered.merge = nullptr; }},
      {"its extension threw",
       [](Subject& s) {
         s.raw.extension = [](spark_plugin*, const char*) -> const void* { throw 42; };
       }},
  };
  for (const Case& each : cases) {
    Subject subject;
    each.damage(subject);
    CHECK_THAT(refusal(State::of(&subject.raw)), ContainsSubstring(each.why));
  }
}

TEST_CASE("a plugin object may offer no state") {
  Subject subject;
  subject.raw.extension = [](spark_plugin*, const char*) -> const void* { return nullptr; };
  CHECK(State::of(&subject.raw)->schema().empty());
  const auto instance = instance_of("well");  // whose extension is null
  CHECK(instance->state_schema().empty());
  CHECK(refusal(instance->save_state()) == "plugin 'well': it offers no state");
  CHECK(refusal(instance->load_state("x")) == "plugin 'well': it offers no state");
  CHECK(refusal(instance->merge_state("x", "y")) == "plugin 'well': it offers no state");
}

TEST_CASE("a plugin object's broken state is refused by the name of the plugin") {
  CHECK_THAT(instance_refusal("state_no_schema"),
             ContainsSubstring("plugin 'state_no_schema': the schema of its state is null"));
  CHECK_THAT(instance_refusal("state_retired"),
             ContainsSubstring("plugin 'state_retired': it offers spark.state/1, which is retired: "
                               "build it for spark.handover/1"));
  const auto instance = instance_of("state_throws");
  CHECK(instance->state_schema() == "specimen.state/1");
  CHECK(refusal(instance->save_state()) ==
        "plugin 'state_throws': saving its state: thrown by save");
  CHECK(refusal(instance->load_state("x")) ==
        "plugin 'state_throws': loading its state: the bytes are not mine");
  CHECK_THAT(refusal(instance->merge_state("x", "y")),
             ContainsSubstring("plugin 'state_throws': merging its state: it threw"));
  CHECK_THAT(
      refusal(instance_of("state_too_much")->save_state()),
      ContainsSubstring("plugin 'state_too_much': saving its state: it wrote more than 64 MiB"));
}

TEST_CASE("a refused offer of state closes the host's side and destroys the plugin object") {
  const auto host = std::make_shared<BareHost>();
  CHECK(PluginObject::create(library_of("state_no_schema"), "s", {}, host).has_error());
  CHECK(host->phases.back() == Phase::closing);
}
