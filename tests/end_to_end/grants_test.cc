// What a plugin may name follows from its entry under plugins:, not from what it says of itself.
#include <fstream>

#include "end_to_end/changes.h"
#include "support/catch.h"

using namespace spark::test;
namespace json = boost::json;

namespace {

Ended check(const std::string& entry) {
  return run({binary("sparkd").string(), "--config", source("configs/executor.yaml").string(),
              "--check-config", "--set", "plugins.specimen=" + entry});
}

// A plugin's library as somebody else might build it: it does the same, and has another digest.
std::filesystem::path built_elsewhere(const std::string& plugin,
                                      const std::filesystem::path& folder) {
  const auto shipped = binary("").parent_path() / "../lib/spark/plugins" / (plugin + ".so");
  const auto library = folder / (plugin + "-elsewhere.so");
  std::filesystem::copy(shipped, library);
  std::ofstream(library, std::ios::app) << '\0';
  return library;
}

json::object may_of(const Sparkd& host, std::string_view name) {
  const auto plugins = host.json("admin", "GET", "/admin/v1/plugins").at("plugins");
  for (const auto& plugin : plugins.as_array())
    if (plugin.at("name").as_string() == name) return plugin.at("may").as_object();
  FAIL("no plugin " << name);
  return {};
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("a library from elsewhere is refused other names, whatever vendor it claims to be of") {
  const std::string library = "{library: " + museum("route_anywhere").string();
  const Ended refused = check(library + ", with: {path: /mine/all}}");
  INFO(refused.output);
  CHECK(refused.exit_code == 2);
  CHECK(has(refused.output, "plugins.specimen: "));
  CHECK(has(refused.output,
            "route /mine/all is neither below /x/specimen/ nor below one of "
            "plugins.specimen.may.routes"));
  CHECK(check(library + ", with: {path: /mine/all}, may: {routes: [/mine]}}").exit_code == 0);
  CHECK(check(library + ", with: {path: /mining}, may: {routes: [/mine]}}").exit_code == 2);
  CHECK(check(library + ", with: {path: /x/specimen/all}}").exit_code == 0);
}

TEST_CASE("an entry that names the library of a shipped plugin is granted nothing by that") {
  const TemporaryFolder folder;
  const auto library = built_elsewhere("shadow", folder.path());
  const Ended refused =
      run({binary("sparkd").string(), "--config", source("configs/executor.yaml").string(),
           "--check-config", "--set", "plugins.shadow.library=" + library.string()});
  INFO(refused.output);
  CHECK(refused.exit_code == 2);
  CHECK(has(refused.output, "nor with one of plugins.shadow.may.metrics"));
}

TEST_CASE("an upgrade inherits what its entry may name, on the next start as well") {
  const TemporaryFolder folder;
  const auto library = built_elsewhere("shadow", folder.path());
  const auto state = folder.path() / "state";
  const json::object anything = {{"metrics", {"", "shadow_"}}, {"routes", {"/", "/x/shadow/"}}};
  {
    const Sparkd host({}, {}, state);
    CHECK(may_of(host, "shadow") == anything);
    upgrade(host, "shadow", library);
    CHECK(may_of(host, "shadow") == anything);
  }
  const Sparkd again({}, {}, state);
  CHECK(again.json("admin", "GET", "/admin/v1/status").at("overrides").as_array().size() == 1);
  CHECK(may_of(again, "shadow") == anything);
  CHECK(again.json("executor", "GET", "/shadow/metrics").is_object());
}

TEST_CASE("a grant that is edited is in force after a reload, for an upgraded library, too") {
  const Configuration configuration;
  configuration.replace("  baseline: {}\n", "  baseline: {}\n  stateful: {library: " +
                                                museum("stateful").string() + "}\n");
  const Sparkd host({}, configuration.file());
  upgrade(host, "stateful", museum("stateful2"));
  CHECK(may_of(host, "stateful") ==
        json::object{{"metrics", {"stateful_"}}, {"routes", {"/x/stateful/"}}});
  configuration.replace("museum/stateful.so}",
                        "museum/stateful.so, may: {metrics: [mine_], routes: [/mine]}}");
  post_admin(host, "/admin/v1/reload");
  CHECK(may_of(host, "stateful") ==
        json::object{{"metrics", {"mine_", "stateful_"}}, {"routes", {"/mine", "/x/stateful/"}}});
  const auto overrides = host.json("admin", "GET", "/admin/v1/status").at("overrides");
  CHECK(overrides.as_array().size() == 1);
}
