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
  CHECK(all->confirm);
  CHECK(all->force);
  CHECK(all->dry_run);
  for (const char* body : {"", "{}", R"({"parameters":{}})", R"({"parameters":null})",
                           R"({"parameters":{"confirm":false}})"}) {
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
  CHECK(meant->confirm);
  CHECK(meant->dry_run);
  CHECK_FALSE(meant->force);
  REQUIRE(oip::parse_unload("").has_value());
  CHECK_FALSE(oip::parse_unload("")->confirm);
  CHECK(error_of(oip::parse_unload(R"({"parameters":{"unload_dependents":true}})")) ==
        "parameters: unknown parameter 'unload_dependents'; expected confirm, force or dry_run");
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
