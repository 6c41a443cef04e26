// The repository extension: what a request may ask, and what the index says.
#include "oip/repository.h"

#include "support/catch.h"

using namespace spark;

namespace {

constexpr const char* load_known = "; expected artefact, plugin, like, confirm, force or dry_run";

template <class T>
std::string error_of(const base::Result<T>& result) {
  return result ? "" : result.error().text;
}

}  // namespace

TEST_CASE("a load says what to load and whether it is meant") {
  const auto all = oip::parse_load(
      R"({"parameters":{"artefact":"/a/b","plugin":"p","like":"m","confirm":true,"force":true,
          "dry_run":true},"else":1})");
  REQUIRE(all.has_value());
  CHECK(all->artefact == "/a/b");
  CHECK(all->plugin == "p");
  CHECK(all->like == "m");
  CHECK(all->confirm == true);
  CHECK(all->force);
  CHECK(all->dry_run);
  for (const char* body : {"", "{}", R"({"parameters":{}})", R"({"parameters":null})",
                           R"({"parameters":{"force":false}})"}) {
    INFO(body);
    const auto none = oip::parse_load(body);
    REQUIRE(none.has_value());
    CHECK_FALSE(none->artefact);
    CHECK_FALSE(none->plugin);
    CHECK_FALSE(none->like);
    CHECK_FALSE(none->confirm);
    CHECK_FALSE(none->force);
    CHECK_FALSE(none->dry_run);
  }
}

TEST_CASE("a load that is not understood to the letter is refused") {
  const std::pair<const char*, std::string> cases[] = {
      {"[]", "the request body must be a JSON object, not an array"},
      {"{", "the request body is not valid JSON at byte 1: it ends too early"},
      {R"({"parameters":{},"parameters":{"confirm":true}})", "parameters: given twice"},
      {R"({"parameters":[]})", "parameters: expected an object, got an array"},
      {R"({"parameters":{"confirm":"true"}})",
       "parameters.confirm: expected true or false, got a string"},
      {R"({"parameters":{"confirm":1}})",
       "parameters.confirm: expected true or false, got a number"},
      {R"({"parameters":{"confirm":null}})",
       "parameters.confirm: expected true or false, got null"},
      {R"({"parameters":{"confirm":true,"confirm":true}})", "parameters.confirm: given twice"},
      {R"({"parameters":{"artefact":1}})", "parameters.artefact: expected a string, got a number"},
      {R"({"parameters":{"artefact":""}})", "parameters.artefact: expected some text, got ''"},
      {R"({"parameters":{"artifact":"/a"}})",
       std::string("parameters: unknown parameter 'artifact'") + load_known},
      {R"({"parameters":{"config":"{}"}})",
       std::string("parameters: unknown parameter 'config'") + load_known},
      {R"({"parameters":{"file:1/model.json":"AAAA"}})",
       std::string("parameters: unknown parameter 'file:1/model.json'") + load_known},
  };
  for (const auto& [body, expected] : cases) {
    INFO(body);
    CHECK(error_of(oip::parse_load(body)) == expected);
  }
}

TEST_CASE("an unload says whether it is meant, and nothing about what to load") {
  const auto meant = oip::parse_unload(R"({"parameters":{"confirm":true,"dry_run":true}})");
  REQUIRE(meant.has_value());
  CHECK(meant->confirm == true);
  CHECK(meant->dry_run);
  CHECK_FALSE(meant->force);
  REQUIRE(oip::parse_unload("").has_value());
  CHECK_FALSE(oip::parse_unload("")->confirm);
  CHECK(oip::parse_unload(R"({"parameters":{"confirm":false}})")->confirm == false);
  CHECK(error_of(oip::parse_unload(R"({"parameters":{"artefact":"/a"}})")) ==
        "parameters: unknown parameter 'artefact'; expected confirm, force, dry_run or "
        "unload_dependents");
}

TEST_CASE("an unload may name the models that depend on it: there are none") {
  for (const char* body : {R"({"parameters":{"unload_dependents":false}})",
                           R"({"parameters":{"unload_dependents":true}})"}) {
    INFO(body);
    REQUIRE(oip::parse_unload(body).has_value());
    CHECK_FALSE(oip::parse_unload(body)->confirm);
  }
  CHECK(error_of(oip::parse_unload(R"({"parameters":{"unload_dependents":1}})")) ==
        "parameters.unload_dependents: expected true or false, got a number");
}

TEST_CASE("a change is meant if the body, the header or the query says so, and none says no") {
  const struct {
    std::optional<bool> parameter;
    const char* header;
    const char* query;
    bool meant;
  } cases[] = {
      {std::nullopt, "", "", false},
      {true, "", "", true},
      {false, "", "", false},
      {std::nullopt, "true", "", true},
      {std::nullopt, "false", "", false},
      {std::nullopt, "", "confirm=true", true},
      {std::nullopt, "", "a=b&confirm=true&c", true},
      {std::nullopt, "", "confirm=false", false},
      {std::nullopt, "", "confirm", false},
      {std::nullopt, "", "confirm=", false},
      {std::nullopt, "", "reconfirm=true", false},
      {true, "true", "confirm=true&confirm=true", true},
      {false, "false", "confirm=false", false},
  };
  for (const auto& c : cases) {
    INFO(c.header << " ?" << c.query);
    const auto meant = oip::is_confirmed(c.parameter, c.header, c.query);
    REQUIRE(meant.has_value());
    CHECK(*meant == c.meant);
  }
}

TEST_CASE("a confirmation that is no clear word is refused with its place") {
  const struct {
    std::optional<bool> parameter;
    const char* header;
    const char* query;
    const char* error;
  } cases[] = {
      {std::nullopt, "yes", "", "X-Spark-Confirm: expected true or false, got 'yes'"},
      {std::nullopt, "", "confirm=1", "confirm in the query: expected true or false, got '1'"},
      {false, "true", "", "X-Spark-Confirm: 'true' contradicts what else is said"},
      {true, "false", "", "X-Spark-Confirm: 'false' contradicts what else is said"},
      {std::nullopt, "true", "confirm=false",
       "confirm in the query: 'false' contradicts what else is said"},
      {std::nullopt, "", "confirm=true&confirm=false",
       "confirm in the query: 'false' contradicts what else is said"},
  };
  for (const auto& c : cases)
    CHECK(error_of(oip::is_confirmed(c.parameter, c.header, c.query)) == c.error);
}

TEST_CASE("an index request may ask for ready models only") {
  CHECK(oip::parse_index(R"({"ready":true})")->ready);
  CHECK_FALSE(oip::parse_index(R"({"ready":false})")->ready);
  CHECK_FALSE(oip::parse_index(R"({"ready":null,"x":1})")->ready);
  CHECK_FALSE(oip::parse_index("")->ready);
  CHECK(error_of(oip::parse_index(R"({"ready":1})")) ==
        "ready: expected true or false, got a number");
  CHECK(error_of(oip::parse_index(R"({"ready":true,"ready":true})")) == "ready: given twice");
  CHECK(error_of(oip::parse_index("{} {}")) != "");
}

TEST_CASE("the index names each model, its version and its state") {
  const oip::IndexEntry entries[] = {{"a", "v1", ""}, {"b", "v2", "gone"}, {"c", "v3", ""}};
  std::string out;
  oip::render_index(out, entries, {});
  CHECK(out == R"([{"name":"a","version":"v1","state":"READY","reason":""},)"
               R"({"name":"b","version":"v2","state":"UNAVAILABLE","reason":"gone"},)"
               R"({"name":"c","version":"v3","state":"READY","reason":""}])");
  out.clear();
  oip::render_index(out, entries, {.ready = true});
  CHECK(out.find("\"b\"") == std::string::npos);
  CHECK(out.find("\"c\"") != std::string::npos);
  out.clear();
  oip::render_index(out, {}, {});
  CHECK(out == "[]");
}
