// Names and types of every series are a golden file: a rename is a reviewed change.
#include <fstream>
#include <set>
#include <sstream>

#include "end_to_end/harness.h"
#include "support/catch.h"

using namespace spark::test;

namespace {

constexpr std::string_view body =
    R"({"snapshot":{"ts":1,"mid":45000,"spreadBp":2,"vol1m":1000000,"rsi14":55}})";

// "name type" of each family, in the order of rendering.
std::vector<std::string> families(const std::string& exposition) {
  std::vector<std::string> found;
  std::istringstream lines(exposition);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("# TYPE ")) found.push_back(line.substr(7));
  }
  return found;
}

std::vector<std::string> lines_of(const std::filesystem::path& file) {
  std::vector<std::string> found;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) found.push_back(line);
  return found;
}

}  // namespace

TEST_CASE("the families and their types are those of the golden list") {
  const Sparkd host;
  host.json("executor", "POST", "/predict-with-shadow", body);
  CHECK(families(host.text("executor", "/metrics")) ==
        lines_of(source("tests/golden/metrics.txt")));
}

TEST_CASE("the ML engine's listener shows the ml_ series and no others") {
  const Sparkd host;
  for (const char* path : {"/ml/metrics", "/metrics"}) {
    const auto found = families(host.text("ml-engine", path));
    CHECK_FALSE(found.empty());
    for (const auto& family : found) CHECK(family.starts_with("ml_"));
  }
}

TEST_CASE("no series is doubled") {
  const Sparkd host;
  host.json("executor", "POST", "/predict-with-shadow", body);
  std::istringstream lines(host.text("executor", "/metrics"));
  std::set<std::string> seen;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("#")) continue;
    INFO(line);
    CHECK(seen.insert(line.substr(0, line.rfind(' '))).second);
  }
}

TEST_CASE("series count what happened, and label values that may come are there at zero") {
  const Sparkd host;
  CHECK(host.metric(R"(ml_predict_requests_total{model_version="v1.8-b0",status="success"})") == 0);
  CHECK(host.metric("ml_shadow_match_rate") == -1);  // absent without pairs, not zero
  for (int i = 0; i < 3; ++i) host.json("executor", "POST", "/predict-with-shadow", body);
  host.json("ml-engine", "POST", "/ml/predict", body);
  host.json("executor", "POST", "/predict-with-shadow", "{}", 400);

  CHECK(host.metric(R"(ml_predict_requests_total{model_version="v1.8-b0",status="success"})") == 4);
  CHECK(host.metric(R"(ml_predict_requests_total{model_version="v1.8-b0",status="error"})") == 0);
  CHECK(host.metric("ml_feature_extractions_total") == 4);
  CHECK(host.metric("ml_shadow_success_total") == 3);
  CHECK(host.metric("ml_shadow_mismatch_total") == 3);
  CHECK(host.metric("ml_shadow_match_rate") == 0);
  CHECK(host.metric("ml_shadow_latency_ms_count") == 3);
  CHECK(host.metric("ml_baseline_latency_ms_count") == 3);
  CHECK(host.metric(R"(ml_model_version{version="v1.8-b0"})") == 1);
  CHECK(host.metric(R"(spark_requests_total{pipeline="predict-with-shadow",code="200"})") == 3);
  CHECK(host.metric(R"(spark_requests_total{pipeline="predict-with-shadow",code="400"})") == 1);
  CHECK(host.metric(
            R"(spark_stage_runs_total{pipeline="predict-with-shadow",stage="candidate"})") == 3);
}
