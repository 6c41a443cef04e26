// Two lineages in one host: the primary one has the series and the routes that clients have always
// read, the other one's carry its name, and neither shows in the other's.
#include <algorithm>
#include <cmath>

#include "plugins/shadow_rig.h"
#include "support/catch.h"

using namespace spark::testing;

namespace {

const std::string sha(64, 'a');

spark_model_info version_of(const char* name) {
  spark_model_info info{};
  info.version = name;
  return info;
}

struct Fixture {
  FakeHost host;
  PluginRig shadow{host, load_entry(plugin_file("shadow"))};
  PluginRig ml_model{host, load_entry(plugin_file("ml-model"))};
  const spark_model_info v1 = version_of("v1"), v2 = version_of("v2"), v3 = version_of("v3");

  Fixture() {
    host.lineages = {{"first", "production", "production", "h", "", true},
                     {"first", "candidate", "candidate", "v1", sha, true},
                     {"vol", "production", "vol-production", "v2", sha, false},
                     {"vol", "candidate", "vol-candidate", "v3", sha, false}};
    host.models = {
        {"production", &v1}, {"candidate", &v1}, {"vol-production", &v2}, {"vol-candidate", &v3}};
    host.live_models["vol-candidate"] = {{.version = "v3"}};
  }

  StageRig tally(const std::string& primary, const std::string& candidate) {
    return shadow.stage("tally", [&](Settings& with) {
      with.set("compare", "shadow");
      with.predict("primary", "prod", primary, std::nullopt);
      with.predict("candidate", "cand", candidate, 25.0);
    });
  }
  StageRig observe(const std::string& model) {
    return ml_model.stage(
        "observe", [&](Settings& with) { with.predict("predict", "cand", model, std::nullopt); });
  }
  static void pair(StageRig& stage, bool match) {
    stage.set("shadow.outcome", int64_t{1}).set("shadow.match", match);
    stage.set("shadow.delta", 0.25).set("request.now_ns", int64_t{1});
    stage.run();
  }
  // The value; NaN if the series is absent or nobody asked for it.
  [[nodiscard]] double value(const std::string& series) const {
    return host.metrics.contains(series) ? host.value(series) : std::nan("");
  }
};

constexpr const char* info = R"(ml_model_info{version="%s",lineage="%s",role="%s",sha256="%s"})";

std::string info_of(const char* version, const char* lineage, const char* role,
                    const std::string& digest) {
  char text[256];
  std::snprintf(text, sizeof text, info, version, lineage, role, digest.c_str());
  return text;
}

}  // namespace

TEST_CASE_METHOD(Fixture, "comparisons are counted for their own lineage, and for no other") {
  StageRig first = tally("production", "candidate");
  StageRig vol = tally("vol-production", "vol-candidate");
  pair(first, true);
  for (int i = 0; i < 3; ++i) pair(vol, false);
  vol.set("shadow.outcome", int64_t{3});
  vol.run();

  CHECK(value("ml_shadow_match_total") == 1);
  CHECK(value("ml_shadow_mismatch_total") == 0);
  CHECK(value(R"(ml_shadow_error_total{error_type="error"})") == 0);
  CHECK(value("ml_shadow_match_rate") == 1);
  CHECK(value(R"(ml_lineage_shadow_mismatch_total{lineage="vol"})") == 3);
  CHECK(value(R"(ml_lineage_shadow_error_total{error_type="error",lineage="vol"})") == 1);
  CHECK(value(R"(ml_lineage_shadow_match_rate{lineage="vol"})") == 0);
  CHECK_FALSE(host.metrics.contains(R"(ml_lineage_shadow_match_rate{lineage="first"})"));

  CHECK(host.call("GET", "/shadow/metrics").json.find(R"("matches":1,"mismatches":0,"errors":0)") !=
        std::string::npos);
  const std::string report = host.call("GET", "/shadow/metrics?lineage=vol").json;
  CHECK(report.find(R"("matches":0,"mismatches":3,"errors":1,)") != std::string::npos);
  CHECK(report.find(R"("timeout_ms":25,)") != std::string::npos);
  CHECK(report.find(R"("lineage":"vol"})") != std::string::npos);
  const auto unknown = host.call("GET", "/shadow/metrics?lineage=volt");
  CHECK(unknown.status == 404);
  CHECK(unknown.json == R"({"error":"there is no lineage 'volt'; known: 'first', 'vol'"})");
}

TEST_CASE_METHOD(Fixture,
                 "a lineage that serves no more, or is primary now, has no labelled rate") {
  StageRig vol = tally("vol-production", "vol-candidate");
  pair(vol, true);
  constexpr const char* rate = R"(ml_lineage_shadow_match_rate{lineage="vol"})";
  CHECK(value(rate) == 1);
  for (auto& each : host.lineages) each.primary = each.lineage == "vol";
  CHECK(std::isnan(value(rate)));
  CHECK(value("ml_shadow_match_rate") == 1);
  std::erase_if(host.lineages, [](const auto& each) { return each.lineage == "vol"; });
  CHECK(std::isnan(value(rate)));
  CHECK(host.call("GET", "/shadow/metrics?lineage=vol").status == 404);
}

TEST_CASE_METHOD(Fixture, "models of two lineages are not compared, and none may stand aside") {
  CHECK_THROWS_WITH(tally("production", "vol-candidate"),
                    "primary and candidate are models of two lineages, 'first' and 'vol'");
  CHECK_THROWS_WITH(tally("production", "stranger"), "the model has a role in no lineage");
}

TEST_CASE_METHOD(Fixture, "an exchange of plugin objects keeps the counts of every lineage") {
  StageRig first = tally("production", "candidate");
  StageRig vol = tally("vol-production", "vol-candidate");
  pair(first, true);
  const std::string early = shadow.save();
  pair(vol, false);
  FakeHost other;
  other.lineages = host.lineages;
  PluginRig successor(other, load_entry(plugin_file("shadow")));
  successor.load(early);
  pair(first, true);
  successor.merge(early, shadow.save());
  const auto report = [&](const char* path) { return other.call("GET", path).json; };
  CHECK(report("/shadow/metrics").find(R"("matches":2,"mismatches":0)") != std::string::npos);
  CHECK(report("/shadow/metrics?lineage=vol").find(R"("matches":0,"mismatches":1)") !=
        std::string::npos);
}

TEST_CASE_METHOD(Fixture, "a model's requests and versions are those of its lineage") {
  StageRig first = observe("candidate");
  StageRig vol = observe("vol-candidate");
  vol.set("cand.status", int64_t{SPARK_STATUS_ERROR}).set("cand.elapsed_ms", 0.5);
  vol.run();
  CHECK(value(R"(ml_predict_requests_total{model_version="v1",status="error"})") == 0);
  CHECK(value(R"(ml_model_errors_total{error_type="error"})") == 0);
  CHECK(value(R"(ml_lineage_model_errors_total{error_type="error",lineage="vol"})") == 1);
  CHECK(value(R"(ml_lineage_predict_requests_total{model_version="v3",status="error",)"
              R"(lineage="vol"})") == 1);
  CHECK(host.observed(R"(ml_lineage_predict_latency_ms{model_version="v3",lineage="vol"})") ==
        std::vector{0.5});
  CHECK(value(R"(ml_lineage_model_version{version="v3",lineage="vol"})") == 1);
  CHECK_FALSE(host.metrics.contains(R"(ml_model_version{version="v3"})"));
}

TEST_CASE_METHOD(Fixture, "every model that serves in a lineage has an info series, and no other") {
  StageRig first = observe("candidate");
  StageRig vol = observe("vol-candidate");
  CHECK(value(info_of("h", "first", "production", "")) == 1);
  CHECK(value(info_of("v1", "first", "candidate", sha)) == 1);
  CHECK(value(info_of("v2", "vol", "production", sha)) == 1);
  CHECK(value(info_of("v3", "vol", "candidate", sha)) == 1);

  const std::string before = info_of("v3", "vol", "candidate", sha);
  const std::string after = info_of("v4", "vol", "candidate", sha);
  const auto swapped = host.lineages;
  host.lineages.back().version = "v4";
  StageRig next = observe("vol-candidate");
  CHECK(std::isnan(value(before)));
  CHECK(value(after) == 1);
  host.lineages = swapped;  // a rollback
  CHECK(value(before) == 1);
  CHECK(std::isnan(value(after)));
}

TEST_CASE_METHOD(Fixture, "what was answered with 422 is not ready, with 400 nothing") {
  StageRig stage = observe("candidate");
  const auto count = [&](const char* status) {
    return value(std::string(R"(ml_predict_requests_total{model_version="v1",status=")") + status +
                 "\"}");
  };
  stage.set("answer.code", int64_t{422}).set_null("cand.status");  // its turn did not come
  stage.run();
  stage.set("cand.status", int64_t{SPARK_STATUS_NOT_READY}).set("cand.elapsed_ms", 0.001);
  stage.run();
  CHECK(count("not_ready") == 2);
  stage.set("answer.code", int64_t{400}).set("cand.status", int64_t{SPARK_STATUS_ERROR});
  stage.run();
  CHECK(count("error") == 0);
  stage.set("answer.code", int64_t{500});
  stage.run();
  CHECK(count("error") == 1);
  CHECK(count("not_ready") == 2);
}
