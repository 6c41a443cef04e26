// Two lineages in the running host: the second one's readiness, faults and changes are its own, and
// clients of the primary one see nothing of them.
#include <atomic>
#include <cmath>
#include <thread>

#include "end_to_end/artefacts.h"
#include "end_to_end/second_lineage.h"
#include "support/catch.h"

using namespace spark::test;
using Catch::Matchers::ContainsSubstring;
namespace json = boost::json;

namespace {

constexpr const char* path = "/predict-second";

json::value ask_vol(const Sparkd& host, const std::string& body, uint32_t status = 200) {
  return host.json("executor", "POST", path, body, status);
}
json::value ask_primary(const Sparkd& host) {
  return host.json("executor", "POST", "/predict-with-shadow", snapshot_body);
}
double near(double wanted, const json::value& found) {
  return std::fabs(found.to_number<double>() - wanted);
}
std::string degraded(const Sparkd& host) {
  return json::serialize(host.json("executor", "GET", "/health").at("degraded"));
}
json::value comparisons(const Sparkd& host, const std::string& of = "") {
  return host.json("executor", "GET", "/shadow/metrics" + of);
}
double requests(const Sparkd& host, const std::string& version, const std::string& status) {
  return host.metric(R"(ml_lineage_predict_requests_total{model_version=")" + version +
                     R"(",status=")" + status + R"(",lineage="predict-second"})");
}
// The info series of one role of predict-second: the versions that it shows.
std::string live_versions(const Sparkd& host, const std::string& role) {
  const std::string page = host.text("executor", "/metrics");
  const std::string key = R"(",lineage="predict-second",role=")" + role + "\"";
  std::string found;
  for (size_t at = page.find(key); at != std::string::npos; at = page.find(key, at + 1)) {
    const size_t from = page.rfind("version=\"", at) + 9;
    found += page.substr(from, at - from) + " ";
  }
  return found;
}
// Series of the primary lineage, which the other one must not move: all ml_ but ml_lineage_, and
// but what both share.
std::string primary_series(const Sparkd& host) {
  std::string found;
  const std::string page = host.text("ml-engine", "/ml/metrics");
  for (size_t at = 0; at < page.size();) {
    const size_t end = page.find('\n', at);
    const std::string line = page.substr(at, end - at);
    at = end + 1;
    if (line.find("lineage") == std::string::npos &&
        !line.starts_with("ml_feature_extractions_total"))
      found += line + "\n";
  }
  return found;
}

}  // namespace

TEST_CASE("a pipeline that waits for features says so, and that is no error of anybody") {
  const SecondLineage second;
  const Sparkd host({}, second.file());
  ask_primary(host);
  const std::string before = primary_series(host);

  const auto waiting = ask_vol(host, SecondLineage::body(true, true, false), 422);
  CHECK(text_of(waiting.at("error")) == "features not ready: rv_60m_rel");
  CHECK(json::serialize(waiting.at("missing")) == R"(["rv_60m_rel"])");
  CHECK(degraded(host) == R"(["predict-second: not ready: features rv_60m_rel"])");
  CHECK(requests(host, "vol-2", "not_ready") == 1);
  CHECK(host.metric(R"(spark_requests_total{pipeline="predict-second",code="422"})") == 1);
  CHECK(host.metric(R"(spark_request_duration_seconds_count{pipeline="predict-second"})") == 0);

  // Production waits: the fallback answers, and there is no pair.
  auto answer = ask_vol(host, SecondLineage::body(false, true, true));
  CHECK(near(SecondLineage::fallback_score, answer.at("prediction")) < 1e-12);
  CHECK(near(SecondLineage::candidate_score, answer.at("shadow")) < 1e-12);
  CHECK(answer.at("match") == false);
  CHECK(answer.at("delta").is_null());
  CHECK(degraded(host) == "[]");
  // The candidate waits, and production does not.
  answer = ask_vol(host, SecondLineage::body(true, false, true));
  CHECK(near(SecondLineage::production_score, answer.at("prediction")) < 1e-12);
  CHECK(answer.at("shadow").is_null());
  CHECK(answer.at("match") == false);
  CHECK(requests(host, "vol-2", "not_ready") == 2);
  CHECK(requests(host, "vol-2", "success") == 1);
  CHECK(requests(host, "vol-2", "error") == 0);
  auto report = comparisons(host, "?lineage=predict-second");
  CHECK(report.at("total_predictions") == 0);
  CHECK(report.at("errors") == 0);
  CHECK(host.metric(R"(ml_lineage_shadow_match_rate{lineage="predict-second"})") == -1);

  answer = ask_vol(host, SecondLineage::body(true, true, true));
  CHECK(answer.at("match") == true);
  report = comparisons(host, "?lineage=predict-second");
  CHECK(report.at("total_predictions") == 1);
  CHECK(text_of(report.at("lineage")) == "predict-second");
  CHECK(host.metric(R"(ml_lineage_shadow_match_total{lineage="predict-second"})") == 1);
  CHECK(host.metric(R"(ml_lineage_shadow_match_rate{lineage="predict-second"})") == 1);

  CHECK(comparisons(host).at("total_predictions") == 1);  // the primary's one
  CHECK(primary_series(host) == before);
  CHECK(text_of(host.json("ml-engine", "GET", "/ml/model/info").at("version")) == "v1.8-b0");
}

TEST_CASE("sparkctl shows the comparisons of the lineage that it is asked for") {
  const SecondLineage second;
  const Sparkd host({}, second.file());
  ask_vol(host, SecondLineage::body(true, true, true));
  const auto sparkctl = [&](const std::vector<std::string>& arguments) {
    std::vector<std::string> command = {binary("sparkctl").string(), "--state-dir",
                                        host.state_dir().string(), "--json"};
    command.insert(command.end(), arguments.begin(), arguments.end());
    return run(command);
  };
  const Ended vol = sparkctl({"shadow", "metrics", "--lineage", "predict-second"});
  CHECK(vol.exit_code == 0);
  CHECK(json::parse(vol.output).at("total_predictions") == 1);
  const Ended primary = sparkctl({"shadow", "metrics"});
  CHECK(json::parse(primary.output).at("total_predictions") == 0);
  const Ended unknown = sparkctl({"shadow", "metrics", "--lineage", "vol"});
  CHECK(unknown.exit_code == 1);
  CHECK_THAT(unknown.output,
             ContainsSubstring("there is no lineage 'vol'; known: 'predict-second', "));

  // Everything waits for features that a replay does not send: counted, no failure, no success.
  const Ended replayed = run({binary("sparkctl").string(), "replay", "--to", host.url("executor"),
                              "--path", path, "--limit", "50", "--json", "--quiet"});
  CHECK(replayed.exit_code == 1);
  const auto counted = json::parse(replayed.output);
  CHECK(counted.at("not_ready") == 50);
  CHECK(counted.at("failed") == 0);
  CHECK(counted.at("match_rate").is_null());
}

TEST_CASE(
    "a second lineage's candidate is swapped under load, and the primary one stays as it is") {
  const SecondLineage second;
  const Sparkd host({}, second.file());
  CHECK(live_versions(host, "candidate") == "vol-2 ");
  const auto next = make_vol_artefact(second.artefacts.path(), "vol-3", "r5_rel", 0.9);
  std::atomic<bool> done{false};
  std::atomic<uint64_t> wrong{0};
  const auto load = [&](const char* target, const std::string& body, double prediction) {
    auto client = host.client("executor");
    while (!done) {
      const auto response = client.call("POST", target, body);
      const bool good = response && response->status == 200 &&
                        near(prediction, json::parse(response->body).at("prediction")) < 1e-12;
      if (!good) ++wrong;
    }
  };
  const double primary = ask_primary(host).at("prediction").to_number<double>();
  std::thread vol(load, path, SecondLineage::body(true, true, true),
                  SecondLineage::production_score);
  std::thread other(load, "/predict-with-shadow", std::string(snapshot_body), primary);
  const std::string swap = R"({"artefact":")" + next.string() + R"(","confirm":true})";
  for (int i = 0; i < 3; ++i) {
    const auto swapped =
        post_admin(host, "/admin/v1/models/predict-second-candidate/swap", 200, swap);
    CHECK(change_of(swapped, "pipeline", "predict-second") != nullptr);
    CHECK(change_of(swapped, "pipeline", "predict-with-shadow") == nullptr);
    CHECK(live_versions(host, "candidate") == "vol-3 ");
    post_admin(host, "/admin/v1/models/predict-second-candidate/rollback");
    CHECK(live_versions(host, "candidate") == "vol-2 ");
  }
  done = true;
  vol.join();
  other.join();
  CHECK(wrong == 0);
  CHECK(live_versions(host, "production") == "vol-1 ");
  const auto pinned =
      post_admin(host, "/admin/v1/models/predict-second-production/swap", 409, swap);
  CHECK_THAT(text_of(pinned.at("error")), ContainsSubstring("it changes by promotion"));
}

TEST_CASE("a lineage goes and comes by reload, and is there after a restart") {
  const SecondLineage second;
  const TemporaryFolder state;
  const std::string ready = SecondLineage::body(true, true, true);
  {
    const Sparkd host({}, second.file(), state.path());
    ask_primary(host);
    ask_vol(host, ready);
    const std::string before = primary_series(host);
    second.configuration.replace(second.lineage, "");
    // Its models are in no lineage then, and their series could be taken for the primary's.
    const auto refused = post_admin(host, "/admin/v1/reload", 422);
    CHECK_THAT(
        json::serialize(refused),
        ContainsSubstring("model 'predict-second-candidate' has a role in none of `lineages:`"));
    second.configuration.replace(second.pipeline, "");
    post_admin(host, "/admin/v1/reload");
    CHECK(live_versions(host, "candidate").empty());
    CHECK(host.metric(R"(ml_lineage_shadow_match_rate{lineage="predict-second"})") == -1);
    CHECK(host.json("executor", "GET", "/shadow/metrics?lineage=predict-second", "", 404)
              .at("error")
              .is_string());
    CHECK(primary_series(host) == before);

    second.configuration.replace("lineages:\n", "lineages:\n" + second.lineage);
    second.configuration.replace("pipelines:\n", "pipelines:\n" + second.pipeline);
    post_admin(host, "/admin/v1/reload");
    ask_vol(host, ready);
    CHECK(live_versions(host, "candidate") == "vol-2 ");
    CHECK(comparisons(host, "?lineage=predict-second").at("total_predictions") == 2);
    CHECK(comparisons(host).at("total_predictions") == 1);
  }
  const Sparkd again({}, second.file(), state.path());
  ask_vol(again, ready);
  CHECK(live_versions(again, "candidate") == "vol-2 ");
  CHECK(requests(again, "vol-2", "success") == 1);
}

TEST_CASE("a second lineage's candidate that fails opens its own breaker, and counts for itself") {
  const SecondLineage second("{plugin: faulty, with: {features: [rsi_14], fault: error}}");
  second.configuration.replace("  shadow:   {with:", "  faulty: {library: " SPARK_BUILD_DIR
                                                     "/lib/spark/museum/faulty.so}\n"
                                                     "  shadow:   {with:");
  const Sparkd host({}, second.file());
  ask_primary(host);
  const std::string before = primary_series(host);
  auto client = host.client("executor");
  for (int i = 0; i < 30; ++i) {
    const auto response = client.call("POST", path, SecondLineage::body(true, true, true)).value();
    REQUIRE(response.status == 200);
    REQUIRE(json::parse(response.body).at("shadow").is_null());
  }
  await_counts(client);
  CHECK(host.metric(R"(spark_breaker_state{pipeline="predict-second",stage="candidate"})") == 2);
  CHECK(host.metric(R"(spark_breaker_state{pipeline="predict-with-shadow",stage="candidate"})") ==
        0);
  CHECK(requests(host, "faulty-1", "error") == 30);
  CHECK(comparisons(host, "?lineage=predict-second").at("errors") == 30);
  CHECK(comparisons(host).at("errors") == 0);
  CHECK(primary_series(host) == before);
}
