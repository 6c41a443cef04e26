// From a request's body to the blueprint of the next generation.
#include "change/change.h"

#include <cstring>

#include "support/catch.h"

using namespace spark;
using namespace spark::change;

namespace {

#define DIGEST "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

constexpr const char* text =
    "listeners: {web: {port: 1}}\n"
    "plugins: {rules: {}, trained: {library: /lib/trained.so}}\n"
    "models:\n"
    "  fallback: {plugin: rules}\n"
    "  candidate: {plugin: trained, artefact: models/v1, with: {a: 1}}\n";

// A running host's side of a change.
struct Running {
  blueprint::Blueprint blueprint{"spark.yaml", "/etc/spark", text, {}, {}, {}, {}, {}};
  blueprint::PreviousDefinitions previous;

  config::Config running() const { return read(blueprint::read_overridden); }
  config::Config configuration() const { return read(blueprint::read_configuration); }

  base::Result<blueprint::Blueprint, Refusal> after(const Change& change,
                                                    std::optional<std::string> file = {}) const {
    const config::Config now = running();
    const config::Config own = configuration();
    return next_blueprint(change, {blueprint, now, own, previous, 1234}, std::move(file));
  }

 private:
  config::Config read(config::Config (*how)(const blueprint::Blueprint&, config::Errors&)) const {
    config::Errors errors;
    config::Config config = how(blueprint, errors);
    INFO(errors.render());
    REQUIRE(errors.empty());
    return config;
  }
};

Change swap_of(const std::string& body) {
  auto change = read_change(Verb::swap, "models.candidate", base::JsonObject(body));
  REQUIRE(change.has_value());
  return *change;
}

std::string line_of(const blueprint::Blueprint& blueprint, const std::string& key) {
  config::Errors errors;
  const auto all = blueprint::definitions(blueprint::read_overridden(blueprint, errors));
  INFO(errors.render());
  REQUIRE(errors.empty());
  return all.at(key);
}

}  // namespace

TEST_CASE("what a swap does not give stays as the definition has it") {
  const Running host;
  const auto next = host.after(swap_of(R"({"artefact":"models/v2"})"));
  REQUIRE(next.has_value());
  CHECK(line_of(*next, "models.candidate") ==
        R"({"plugin": trained, "artefact": "/etc/spark/models/v2", "with": {"a": 1}})");
  REQUIRE(next->overrides.size() == 1);
  CHECK(next->overrides[0].yaml == line_of(host.blueprint, "models.candidate"));
  CHECK(next->overrides[0].since_utc_ms == 1234);
  const auto other = host.after(swap_of(R"({"with":{"a":2,"b":"x"}})"));
  REQUIRE(other.has_value());
  CHECK(line_of(*other, "models.candidate") ==
        R"({"plugin": trained, "artefact": "/etc/spark/models/v1", "with": {"a": 2, "b": "x"}})");
}

TEST_CASE("another plugin starts from its own defaults, and only the role's pin stays") {
  struct Case {
    const char* body;
    const char* definition;
  };
  const Case cases[] = {
      {R"({"plugin":"rules"})", R"({"plugin": rules, "pinned": "why"})"},
      {R"({"plugin":"rules","with":{"b":2}})",
       R"({"plugin": rules, "with": {"b": 2}, "pinned": "why"})"},
      {R"({"plugin":"rules","bind":{"y":"input.y"}})",
       R"({"plugin": rules, "bind": {"y": "input.y"}, "pinned": "why"})"},
      {R"({"plugin":"rules","artefact":"models/v2"})",
       R"({"plugin": rules, "artefact": "/etc/spark/models/v2", "pinned": "why"})"},
      {R"({"plugin":"trained","with":{"a":2}})",  // no other one
       R"({"plugin": trained, "artefact": "/etc/spark/models/v1", "sha256": ")" DIGEST
       R"(", "with": {"a": 2}, "bind": {"x": "input.x"}, "pinned": "why"})"},
  };
  Running host;
  host.blueprint.text.replace(host.blueprint.text.find("with: {a: 1}"), 12,
                              "sha256: " DIGEST ", with: {a: 1}, bind: {x: input.x}, pinned: why");
  host.blueprint.objects = {{"models.candidate", "aa"}};
  for (const Case& each : cases) {
    INFO(each.body);
    const auto next = host.after(swap_of(each.body));
    REQUIRE(next.has_value());
    CHECK(line_of(*next, "models.candidate") == each.definition);
    const bool same_plugin = std::string(each.body).find("trained") != std::string::npos;
    CHECK(next->objects.contains("models.candidate") == same_plugin);
  }
}

TEST_CASE("a slash at the end of a path makes no other definition of it") {
  const Running host;
  const auto next = host.after(swap_of(R"({"artefact":"models/v2/"})"));
  const auto same = host.after(swap_of(R"({"artefact":"models/v2"})"));
  REQUIRE(next.has_value());
  REQUIRE(same.has_value());
  CHECK(line_of(*next, "models.candidate") == line_of(*same, "models.candidate"));
  CHECK(line_of(*next, "models.candidate").find("models/v2\"") != std::string::npos);
}

TEST_CASE("a digest stays with the place that it is said of") {
  const std::string digest(64, 'a');
  Running host;
  for (const char* place : {"models/v1", "/lib/trained.so"})
    host.blueprint.text.insert(host.blueprint.text.find(place) + std::strlen(place),
                               ", sha256: " + digest);
  const auto has_digest = [&](const base::Result<blueprint::Blueprint, Refusal>& next,
                              const char* key) {
    REQUIRE(next.has_value());
    return line_of(*next, key).find(digest) != std::string::npos;
  };
  CHECK(has_digest(host.after(swap_of(R"({"with":{"a":2}})")), "models.candidate"));
  CHECK(has_digest(host.after(swap_of(R"({"artefact":"models/v1"})")), "models.candidate"));
  CHECK_FALSE(has_digest(host.after(swap_of(R"({"artefact":"models/v2"})")), "models.candidate"));
  const auto upgrade_to = [&](const char* library) {
    Change change;
    change.verb = Verb::upgrade;
    change.what = "plugins.trained";
    change.library = library;
    return host.after(change);
  };
  CHECK(has_digest(upgrade_to("/lib/trained.so"), "plugins.trained"));
  CHECK_FALSE(has_digest(upgrade_to("/lib/other.so"), "plugins.trained"));
}

TEST_CASE("what a plugin may name stays with its entry, whatever library comes into it") {
  Running host;
  host.blueprint.text.insert(host.blueprint.text.find("/lib/trained.so") + 15,
                             ", may: {metrics: [mine_]}");
  host.blueprint.overrides = {
      {"plugins.trained", "", R"({"library": "/lib/other.so"})", "aa", 1, "upgrade"},
      {"plugins.rules", "", R"({"library": "/lib/rules.so"})", "bb", 1, "upgrade"}};
  const config::Config running = host.running();
  CHECK(running.plugins[0].may.anything);
  CHECK_FALSE(running.plugins[1].may.anything);
  CHECK(running.plugins[1].may.metrics == std::vector<std::string>{"mine_"});
}

TEST_CASE("an artefact that is given is copied anew, one that is kept is not") {
  Running host;
  host.blueprint.objects = {{"models.candidate", "aa"}, {"plugins.rules", "bb"}};
  const auto given = host.after(swap_of(R"({"artefact":"models/v1"})"));
  REQUIRE(given.has_value());
  CHECK(!given->objects.contains("models.candidate"));
  CHECK(given->objects.at("plugins.rules") == "bb");
  const auto kept = host.after(swap_of(R"({"with":{"a":2}})"));
  REQUIRE(kept.has_value());
  CHECK(kept->objects.at("models.candidate") == "aa");
}

TEST_CASE("a swap back to the configuration's own definition is no override any more") {
  Running host;
  host.blueprint = *host.after(swap_of(R"({"artefact":"models/v2"})"));
  REQUIRE(host.blueprint.overrides.size() == 1);
  const auto back = host.after(swap_of(R"({"artefact":"models/v1"})"));
  REQUIRE(back.has_value());
  CHECK(back->overrides.empty());
}

TEST_CASE("models exchange definitions and objects, each as it was before") {
  Running host;
  host.blueprint.objects = {{"models.candidate", "aa"}};
  const auto change = read_change(
      Verb::swap, "",
      base::JsonObject(
          R"({"models":{"candidate":{"like":"fallback"},"fallback":{"like":"candidate"}}})"));
  REQUIRE(change.has_value());
  CHECK(change->claims() == std::vector<std::string>{"models.candidate", "models.fallback"});
  const auto next = host.after(*change);
  REQUIRE(next.has_value());
  CHECK(line_of(*next, "models.candidate") == line_of(host.blueprint, "models.fallback"));
  CHECK(line_of(*next, "models.fallback") == line_of(host.blueprint, "models.candidate"));
  CHECK(next->objects == std::map<std::string, std::string>{{"models.fallback", "aa"}});
}

TEST_CASE("a pin stays with the role, whatever model comes into it") {
  Running host;
  host.blueprint.text.replace(host.blueprint.text.find("{plugin: rules}"), 15,
                              "{plugin: rules, pinned: why}");
  const auto next = host.after(swap_of(R"({"like":"fallback"})"));
  REQUIRE(next.has_value());
  CHECK(line_of(*next, "models.fallback").find("pinned") != std::string::npos);
  CHECK(line_of(*next, "models.candidate") == R"({"plugin": rules})");
}

TEST_CASE("unknown names are answered 404 with the nearest one") {
  const Running host;
  auto change = swap_of(R"({"artefact":"x"})");
  change.models[0].name = "candidat";
  CHECK(host.after(change).error().status == 404);
  CHECK(host.after(change).error().text == "no model 'candidat'; did you mean 'candidate'?");
  change = swap_of(R"({"plugin":"ruls"})");
  CHECK(host.after(change).error().text == "no plugin 'ruls'; did you mean 'rules'?");
  change.verb = Verb::rollback;
  change.what = "plugins.zzz";
  CHECK(host.after(change).error().text == "no plugin 'zzz'; there are: rules, trained");
}

TEST_CASE("a rollback returns to the former definition and its object") {
  Running host;
  Change change;
  change.verb = Verb::rollback;
  change.what = "models.candidate";
  CHECK(host.after(change).error().status == 409);
  host.previous["models.candidate"] = {R"({"plugin": rules})", ""};
  const auto next = host.after(change);
  REQUIRE(next.has_value());
  CHECK(line_of(*next, "models.candidate") == R"({"plugin": rules})");
  host.previous["plugins.trained"] = {R"({"library": "/old.so"})", "cc"};
  change.what = "plugins.trained";
  const auto library = host.after(change);
  REQUIRE(library.has_value());
  CHECK(library->objects.at("plugins.trained") == "cc");
}

TEST_CASE("a reload keeps overrides and objects of what the file still says, and no others") {
  Running host;
  host.blueprint = *host.after(swap_of(R"({"artefact":"models/v2"})"));
  host.blueprint.objects = {{"models.candidate", "aa"}, {"plugins.trained", "bb"}};
  Change change;
  change.verb = Verb::reload;
  std::string file = text;
  const auto same = host.after(change, std::string(file).append("# a comment\n"));
  REQUIRE(same.has_value());
  CHECK(same->overrides.size() == 1);
  CHECK(same->objects == host.blueprint.objects);

  file.replace(file.find("/lib/trained.so"), 15, "/lib/newer.so");
  const auto library = host.after(change, file);
  REQUIRE(library.has_value());
  CHECK(library->overrides.size() == 1);
  CHECK(library->objects == std::map<std::string, std::string>{{"models.candidate", "aa"}});

  file.replace(file.find("models/v1"), 9, "models/v3");
  const auto model = host.after(change, file);
  REQUIRE(model.has_value());
  CHECK(model->overrides.empty());
  CHECK(line_of(*model, "models.candidate").find("models/v3") != std::string::npos);
  CHECK(!model->objects.contains("models.candidate"));

  CHECK(host.after(change, "listeners: {").error().status == 422);
}

TEST_CASE("a blueprint written and read again is the same, another one has another fingerprint") {
  Running host;
  host.blueprint = *host.after(swap_of(R"({"artefact":"models/v2"})"));
  host.blueprint.objects = {{"models.candidate", "aa"}};
  host.blueprint.sets = {"listeners.web.port=2"};
  host.blueprint.environment = {{"ML_PORT", "4010"}};
  const auto again = blueprint::blueprint_from_json(to_json(host.blueprint));
  REQUIRE(again.has_value());
  CHECK(to_json(*again) == to_json(host.blueprint));
  CHECK(blueprint::fingerprint(*again) == blueprint::fingerprint(host.blueprint));
  for (const auto& damage : {"text", "objects", "sets", "overrides"}) {
    blueprint::Blueprint other = host.blueprint;
    const std::string what = damage;
    if (what == "text") other.text += "#";
    if (what == "objects") other.objects["models.candidate"] = "bb";
    if (what == "sets") other.sets.clear();
    if (what == "overrides") other.overrides.clear();
    INFO(what);
    CHECK(blueprint::fingerprint(other) != blueprint::fingerprint(host.blueprint));
  }
  CHECK_FALSE(blueprint::blueprint_from_json("{}").has_value());
  CHECK_FALSE(blueprint::blueprint_from_json(R"({"file":1})").has_value());
  CHECK_FALSE(blueprint::blueprint_from_json("nonsense").has_value());
}
