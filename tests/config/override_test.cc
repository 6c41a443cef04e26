// --set and the environment.
#include "config/overrides.h"
#include "read.h"
#include "support/catch.h"

namespace spark::config {
namespace {

using testing::Environment;
using testing::Overrides;
using testing::read;

constexpr const char* text =
    "listeners:\n"
    "  ml-engine: {address: 127.0.0.1, port: 4010}\n"
    "  web: {port: 1}\n"
    "plugins: {heuristic: {}}\n"
    "models: {candidate: {plugin: heuristic, with: {bias: 1, tags: [a]}}}\n";

}  // namespace

TEST_CASE("an override replaces, adds and makes the maps on its way") {
  const auto outcome =
      read(text, {"listeners.web.port=4001", "log.level=debug", "workers=2",
                  "models.candidate.with.tags=[b, c]", "models.candidate.with.deep.er=1",
                  "plugins.other={with: {a: \"b=c\"}}", "state_dir=/var/spark"});
  INFO(outcome.report);
  REQUIRE(outcome.errors.empty());
  CHECK(outcome.config.listeners[1].port == 4001);
  CHECK(outcome.config.log.level == "debug");
  CHECK(outcome.config.workers == 2U);
  CHECK(outcome.config.state_dir == "/var/spark");
  REQUIRE(outcome.config.plugins.size() == 2);
  CHECK(outcome.config.plugins[1].with.find("a")->text == "b=c");
  const Node& with = outcome.config.models[0].with;
  CHECK(with.find("bias")->text == "1");
  CHECK(with.find("tags")->items.size() == 2);
  CHECK(with.find("deep")->find("er")->text == "1");
  CHECK(with.find("tags")->place.file == "--set");
}

TEST_CASE("the last of two overrides of one key wins") {
  CHECK(read(text, {"workers=2", "workers=3"}).config.workers == 3U);
}

TEST_CASE("an override is checked like the file, and its mistakes name it") {
  const std::vector<std::pair<std::string, std::string>> table = {
      {"workers=many", "--set: workers: expected a whole number, found 'many'\n"},
      {"workres=2", "--set: unknown key 'workres'; did you mean 'workers'?\n"},
      {"listeners.web.port=",
       "--set: listeners.web.port: expected a whole number, found nothing\n"},
      {"models.candidate.plugin=heuristik",
       "--set: models.candidate.plugin: unknown plugin 'heuristik'; did you mean 'heuristic'?\n"},
      {"models.candidate.with.tags.x=1",
       "--set: models.candidate.with.tags.x: cannot set a key of 'models.candidate.with.tags', "
       "which is a list\n"},
      {"workers=[1", "is a bracket left open?"},
      {"workers=*x", "an alias (*name) is not allowed"},
      {"workers", "--set: expected dotted.key=value"},
      {"=1", "--set: expected names joined by dots"},
      {"a..b=1", "--set: expected names joined by dots"},
      {"log." + std::string(5000, 'x') + "=1",
       "--set: expected dotted.key=value of at most 4096 bytes"},
  };
  for (const auto& [override_text, expected] : table) {
    INFO(override_text);
    const auto outcome = read(text, {override_text});
    CHECK(outcome.errors.size() == 1);
    CHECK(testing::contains(outcome.report, expected));
  }
}

TEST_CASE("overrides cannot build what a file could not") {
  std::string deep = "models.candidate.with";
  for (int i = 0; i < 28; ++i) deep += ".a";
  CHECK(read(text, {deep + "=1"}).errors.empty());
  CHECK(testing::contains(read(text, {deep + ".a=[1]"}).report, "at most 32 levels"));
  CHECK(testing::contains(read(text, {deep + ".a.a.a.a=1"}).report, "at most 32"));
  CHECK(testing::contains(read(text, Overrides(overrides_max + 1, "workers=1")).report,
                          "at most 256 overrides"));
}

TEST_CASE("the environment moves the listener ml-engine and no other") {
  const auto outcome = read(text, {}, {{"ML_PORT", "5010"}, {"ML_HOST", "0.0.0.0"}, {"PORT", "1"}});
  REQUIRE(outcome.errors.empty());
  CHECK(outcome.config.listeners[0].port == 5010);
  CHECK(outcome.config.listeners[0].address == "0.0.0.0");
  CHECK(outcome.config.listeners[1].port == 1);
}

TEST_CASE("an empty variable is no variable, and a wrong one is named") {
  const auto empty = read(text, {}, {{"ML_PORT", ""}, {"ML_HOST", ""}});
  CHECK(empty.errors.empty());
  CHECK(empty.config.listeners[0].port == 4010);
  const auto wrong = read(text, {}, {{"ML_PORT", "http"}, {"ML_HOST", "localhost"}});
  CHECK(wrong.errors.size() == 2);
  CHECK(testing::contains(
      wrong.report,
      "environment variable ML_PORT: listeners.ml-engine.port: expected a whole number, found "
      "'http'\n"));
  CHECK(testing::contains(wrong.report,
                          "environment variable ML_HOST: listeners.ml-engine.address: expected a "
                          "numeric address"));
}

TEST_CASE("what Kubernetes sets for a Service called ml moves nothing") {
  const auto outcome = read(text, {}, {{"ML_PORT", "tcp://10.96.0.7:4010"}});
  CHECK(outcome.errors.empty());
  CHECK(outcome.config.listeners[0].port == 4010);
  CHECK(is_service_link("ML_PORT", "tcp://10.96.0.7:4010"));
  CHECK_FALSE(is_service_link("ML_PORT", "5010"));
  CHECK_FALSE(is_service_link("ML_HOST", "tcp://10.96.0.7:4010"));
}

TEST_CASE("a file without the listener ml-engine ignores the environment") {
  const auto outcome = read("listeners: {web: {port: 1}}\n", {}, {{"ML_PORT", "http"}});
  CHECK(outcome.errors.empty());
  CHECK(outcome.config.listeners.size() == 1);
}

TEST_CASE("an argument is stronger than the environment") {
  const auto outcome = read(text, {"listeners.ml-engine.port=7"}, {{"ML_PORT", "5010"}});
  CHECK(outcome.config.listeners[0].port == 7);
}

}  // namespace spark::config
