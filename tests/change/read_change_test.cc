// From a request's body to a change, or to a refusal that is short and cheap whatever was sent.
#include <algorithm>

#include "base/text.h"
#include "base/utf8.h"
#include "change/change.h"
#include "support/catch.h"
#include "support/cpu_time.h"
#include "support/hostile_bodies.h"

using namespace spark;
using namespace spark::change;

TEST_CASE("a body that is no change is refused with what was expected") {
  struct Case {
    Verb verb;
    const char* key;
    const char* body;
    const char* says;
  };
  const Case cases[] = {
      {Verb::swap, "models.a", "", "not JSON"},
      {Verb::swap, "models.a", "[]", "expected an object"},
      {Verb::swap, "models.a", "{}", "at least one of artefact"},
      {Verb::swap, "models.a", R"({"artefact":1})", "artefact: expected a text"},
      {Verb::swap, "models.a", R"({"artefact":""})", "artefact: expected a text"},
      {Verb::swap, "models.a", R"({"artefakt":"x"})", "did you mean 'artefact'"},
      {Verb::swap, "models.a", R"({"artefact":"x","with":[]})", "with: expected an object"},
      {Verb::swap, "models.a", R"({"artefact":"x","force":"yes"})",
       "force: expected true or false"},
      {Verb::swap, "models.a", R"({"like":"b","artefact":"x"})", "nothing else goes with it"},
      {Verb::swap, "models.a", R"({"artefact":"x","expect":"12ab"})", "expect: expected a digest"},
      {Verb::swap, "", R"({"models":{"a":{"like":"b"}},"expect":{"a":1}})",
       "expect.a: expected a digest"},
      {Verb::swap, "", R"({"models":{"a":{"like":"b"}},"expect":{"A b":"x"}})",
       "expect.A b: expected the name of a model"},
      {Verb::swap, "", R"({"models":{"a":{"like":"b"}},"expect":[]})",
       "expect: expected an object"},
      {Verb::rollback, "models.a", R"({"expect":"x"})", "unknown member 'expect'"},
      {Verb::swap, "", "{}", "models: expected an object"},
      {Verb::swap, "", R"({"models":{}})", "models: expected an object"},
      {Verb::swap, "", R"({"models":{"a":1}})", "models.a: expected an object"},
      {Verb::swap, "", R"({"models":{"a":{"artefakt":"x"}}})", "models.a.unknown member"},
      {Verb::upgrade, "plugins.p", "{}", "library: expected the path"},
      {Verb::rollback, "models.a", R"({"artefact":"x"})", "unknown member 'artefact'"},
      {Verb::reload, "", R"({"library":"x"})", "unknown member 'library'"},
  };
  for (const Case& each : cases) {
    INFO(each.body);
    const auto change = read_change(each.verb, each.key, base::JsonObject(each.body));
    REQUIRE_FALSE(change.has_value());
    CHECK(change.error().status == 400);
    INFO(change.error().text);
    CHECK(change.error().text.find(each.says) != std::string::npos);
  }
}

TEST_CASE("whatever is wrong with a change, the refusal is short UTF-8") {
  for (const auto& body : test::hostile_bodies(test::Reader::any, 1, 2'000)) {
    INFO(body.family);
    for (const char* key : {"", "models.a"}) {
      const auto change = read_change(Verb::swap, key, base::JsonObject(body.text));
      if (change) continue;
      INFO(base::cut(change.error().text, 1'000));
      CHECK(change.error().text.size() <= base::error_bytes_max);
      CHECK(base::is_utf8(change.error().text));
    }
  }
}

TEST_CASE("names and paths longer than any can be are refused before anything is said of them") {
  struct Case {
    Verb verb;
    std::string key;
    std::string body;
    const char* says;
  };
  const std::string name(64, 'n');
  const std::string path(4097, 'p');
  const Case cases[] = {
      {Verb::swap, "models." + name, R"({"plugin":"p"})", "the name: expected at most 63 bytes"},
      {Verb::rollback, "plugins." + name, "{}", "the name: expected at most 63 bytes"},
      {Verb::swap, "", "{\"models\":{\"" + name + R"(":{"plugin":"p"}}})",
       "the model's name: expected at most 63 bytes"},
      {Verb::swap, "models.a", R"({"plugin":")" + name + "\"}", "models.a.plugin: expected"},
      {Verb::swap, "models.a", R"({"like":")" + name + "\"}", "models.a.like: expected"},
      {Verb::swap, "models.a", R"({"artefact":")" + path + "\"}",
       "models.a.artefact: expected at most 4096 bytes, found 4097"},
      {Verb::upgrade, "plugins.p", R"({"library":")" + path + "\"}", "library: expected at most"},
  };
  for (const Case& each : cases) {
    INFO(each.says);
    const auto change = read_change(each.verb, each.key, base::JsonObject(each.body));
    REQUIRE_FALSE(change.has_value());
    CHECK(change.error().status == 400);
    INFO(change.error().text);
    CHECK(change.error().text.starts_with(each.says));
    CHECK(change.error().text.size() <= base::error_bytes_max);
  }
}

TEST_CASE("unknown members cost no more than members of a map, however near to known ones") {
  std::string members = "{\"artefac\":0";
  while (members.size() < 100'000)
    members += ",\"artefac" + std::to_string(members.size()) + "\":0";
  members += '}';
  const auto cpu_ms_of = [](const std::string& body) {
    double best_ms = 1e9;
    for (int round = 0; round < 3; ++round)
      best_ms = std::min(best_ms, test::cpu_ms_of([&] {
                           (void)read_change(Verb::swap, "models.a", base::JsonObject(body));
                         }));
    return best_ms;
  };
  const double unknown_ms = cpu_ms_of(members);
  const double map_ms = cpu_ms_of("{\"with\":" + members + "}");
  INFO(unknown_ms << " ms, as a map " << map_ms << " ms");
  CHECK(unknown_ms < 3 * map_ms);
}
