// The plugin's routes and their JSON.
#include <algorithm>

#include "plugins/shadow_rig.h"
#include "support/catch.h"

using namespace spark::testing;

namespace {

struct Fixture {
  FakeHost host;
  PluginRig plugin{host, load_entry(plugin_file("shadow"))};

  ShadowRig compare(std::optional<double> budget_ms) { return {host, plugin, budget_ms}; }
  std::string report() { return host.call("GET", "/shadow/metrics").json; }
  [[nodiscard]] int64_t enabled() const { return host.flags.at("enabled").value; }
};

void request(ShadowRig& stage, double primary, int64_t status, double candidate, uint32_t worker) {
  stage.set("prod.score", primary).set("cand.status", status).set("cand.score", candidate);
  stage.run(worker);
}

}  // namespace

TEST_CASE_METHOD(Fixture, "the report before the first request has no rates") {
  CHECK(report() ==
        R"({"match_rate":null,"match_rate_10m":null,"total_predictions":0,"matches":0,)"
        R"("mismatches":0,"errors":0,"config":{"enabled":true,"sample":1,"timeout_ms":null,)"
        R"("match_threshold":0.05}})");
}

TEST_CASE_METHOD(Fixture, "the report adds up all workers since the start") {
  ShadowRig stage = compare(60.0);
  request(stage, 0.5, SPARK_STATUS_OK, 0.5, 0);
  request(stage, 0.5, SPARK_STATUS_OK, 0.5, 1);
  request(stage, 0.5, SPARK_STATUS_OK, 0.5, 1);
  request(stage, 0.5, SPARK_STATUS_OK, 0.9, 1);
  request(stage, 0.5, SPARK_STATUS_LATE, 0.9, 0);
  request(stage, 0.5, SPARK_STATUS_SKIPPED, 0.9, 0);
  host.now_ns = 3'600'000'000'000;
  CHECK(report() ==
        R"({"match_rate":0.75,"match_rate_10m":null,"total_predictions":4,"matches":3,)"
        R"("mismatches":1,"errors":1,"config":{"enabled":true,"sample":1,"timeout_ms":60,)"
        R"("match_threshold":0.05}})");
}

TEST_CASE_METHOD(Fixture, "the report names the budget of the stage that runs") {
  const auto budget = [&](const std::string& value) {
    return report().find("\"timeout_ms\":" + value + ",") != std::string::npos;
  };
  ShadowRig running = compare(60.0);
  CHECK(budget("60"));
  request(running, 0.5, SPARK_STATUS_OK, 0.5, 0);
  ShadowRig next = compare(25.0);  // being built: not yet
  CHECK(budget("60"));
  request(next, 0.5, SPARK_STATUS_OK, 0.5, 0);
  CHECK(budget("25"));
}

TEST_CASE_METHOD(Fixture, "disable and enable reply with the new state") {
  CHECK(host.call("POST", "/shadow/disable").json == R"({"enabled":false,"state":"disabled"})");
  CHECK(enabled() == 0);
  CHECK(host.call("POST", "/shadow/disable", "{}").status == 200);
  CHECK(enabled() == 0);
  CHECK(host.call("POST", "/shadow/enable", R"({"reason": "x"})").json ==
        R"({"enabled":true,"state":"enabled"})");
  CHECK(enabled() == 1);
}

TEST_CASE_METHOD(Fixture, "to enable, a body that is not an object is refused") {
  const auto* const body = GENERATE("[]", "1", "null", "{", "{}x", " ", "\"a\"");
  CAPTURE(body);
  host.flags.at("enabled").value = 0;
  const auto enable = host.call("POST", "/shadow/enable", body);
  CHECK(enable.status == 400);
  CHECK(enable.json.find("{\"error\":") == 0);
  CHECK(enabled() == 0);
}

TEST_CASE_METHOD(Fixture, "whatever its body is, a disable is answered as one") {
  const auto* const body = GENERATE("[]", "1", "{", "x=y", " ");
  CAPTURE(body);
  CHECK(host.call("POST", "/shadow/disable", body).json ==
        R"({"enabled":false,"state":"disabled"})");
  CHECK(enabled() == 0);
}

TEST_CASE_METHOD(Fixture, "an enable that a safe action forbids is a conflict") {
  host.call("POST", "/shadow/disable");
  for (auto& route : host.routes)
    if (route.path == "/shadow/enable") route.flag = nullptr;  // called without leave to move it
  CHECK(host.call("POST", "/shadow/enable").status == 409);
  CHECK(enabled() == 0);
}

TEST_CASE_METHOD(Fixture,
                 "reading is open, stopping is safe and binds at once, starting is risky") {
  const auto route = [&](const std::string& path) {
    return *std::find_if(host.routes.begin(), host.routes.end(),
                         [&](const auto& one) { return one.path == path; });
  };
  REQUIRE(host.routes.size() == 3);
  CHECK(route("/shadow/metrics").access == SPARK_ACCESS_OPEN);
  CHECK(route("/shadow/metrics").method == "GET");
  CHECK(route("/shadow/disable").access == SPARK_ACCESS_SAFE);
  CHECK(route("/shadow/disable").flag == &host.flags.at("enabled"));
  CHECK(route("/shadow/disable").flag_value == 0);
  CHECK(route("/shadow/enable").access == SPARK_ACCESS_ADMIN);
  CHECK(route("/shadow/enable").flag == &host.flags.at("enabled"));
  for (const auto& one : host.routes) CHECK(one.listener == "executor");
}

TEST_CASE("the listener of the routes can be chosen") {
  FakeHost host;
  const PluginRig plugin(host, load_entry(plugin_file("shadow")),
                         [](Settings& with) { with.set("listener", "other"); });
  for (const auto& one : host.routes) CHECK(one.listener == "other");
}

TEST_CASE("what the host does not offer, or refuses, refuses the plugin") {
  const auto& entry = load_entry(plugin_file("shadow"));
  const auto* const id =
      GENERATE(SPARK_EXT_METRICS, SPARK_EXT_CLOCK, SPARK_EXT_FLAG, SPARK_EXT_HTTP);
  FakeHost host;
  host.withheld = {id};
  CHECK_THROWS_WITH(PluginRig(host, entry), "host fake does not offer " + std::string(id));

  FakeHost taken;
  taken.flags["enabled"] = {1, 1};
  CHECK_THROWS_WITH(PluginRig(taken, entry), "enabled: another safe value");
}
