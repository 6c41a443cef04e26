// Names, types and labels of every series are a golden file: a rename is a reviewed change.
#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include "end_to_end/artefacts.h"
#include "end_to_end/changes.h"
#include "end_to_end/harness.h"
#include "end_to_end/second_lineage.h"
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

using LabelPairs = std::vector<std::pair<std::string, std::string>>;

// Of one series. The values of these tests have neither quotes nor backslashes.
LabelPairs labels_of(const std::string& line) {
  LabelPairs found;
  size_t at = line.find('{') + 1;
  while (at != 0 && at < line.size() && line[at] != '}') {
    const size_t equals = line.find("=\"", at);
    const size_t end = line.find('"', equals + 2);
    found.emplace_back(line.substr(at, equals - at), line.substr(equals + 2, end - equals - 2));
    at = end + (line[end + 1] == ',' ? 2 : 1);
  }
  return found;
}

// Whether the configuration, an artefact or the test's own requests choose the values.
bool has_open_values(const std::string& family, const std::string& key) {
  const std::set<std::string> open = {"alert",    "lineage", "listener", "model", "model_version",
                                      "pipeline", "route",   "sha256",   "stage", "version"};
  return open.contains(key) || family.starts_with("spark_http_requests_total ");
}

// As in the golden list: "name type", and below it a line for each label, "  key value value …",
// with
// * for values that others choose.
std::vector<std::string> families_and_labels(const std::string& exposition) {
  struct Label {
    std::string key;
    std::vector<std::string> values;
  };
  struct Family {
    std::string title;
    std::vector<Label> labels;
  };
  std::vector<Family> all;
  std::istringstream lines(exposition);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("# TYPE ")) all.push_back({line.substr(7), {}});
    if (line.starts_with("#")) continue;
    Family& family = all.back();
    for (const auto& [key, given] : labels_of(line)) {
      const std::string value = has_open_values(family.title, key) ? "*" : given;
      auto label = std::find_if(family.labels.begin(), family.labels.end(),
                                [k = std::string_view(key)](const Label& l) { return l.key == k; });
      if (label == family.labels.end()) label = family.labels.insert(label, {key, {}});
      const auto& values = label->values;
      if (std::find(values.begin(), values.end(), value) == values.end())
        label->values.push_back(value);
    }
  }
  std::vector<std::string> text;
  for (const Family& family : all) {
    text.push_back(family.title);
    for (const Label& label : family.labels) {
      std::string line = "  " + label.key;
      for (const auto& value : label.values) line.append(" ").append(value);
      text.push_back(line);
    }
  }
  return text;
}

std::vector<std::string> lines_of(const std::filesystem::path& file) {
  std::vector<std::string> found;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) found.push_back(line);
  return found;
}

}  // namespace

TEST_CASE("families, types, label keys and label values are those of the golden list") {
  const SecondLineage second;  // so that the series of lineages are there
  const Sparkd host({}, second.file());
  host.json("executor", "POST", "/predict-with-shadow", body);
  host.json("executor", "POST", "/predict-second", SecondLineage::body(true, true, true));
  const auto found = families_and_labels(host.text("executor", "/metrics"));
  std::string text;
  for (const auto& line : found) text += line + "\n";
  INFO(text);
  CHECK(found == lines_of(source("tests/golden/metrics.txt")));
}

TEST_CASE("the ML engine's listener shows the ml_ series and no others") {
  const Sparkd host;
  for (const char* path : {"/ml/metrics", "/metrics"}) {
    const auto found = families(host.text("ml-engine", path));
    CHECK_FALSE(found.empty());
    for (const auto& family : found) CHECK(family.starts_with("ml_"));
  }
}

TEST_CASE("clients without Accept see no counter at zero but the candidate's success") {
  const TemporaryFolder folder;
  const Sparkd host;
  const auto page = [&](const std::vector<spark::tool::Header>& headers,
                        const char* path = "/ml/metrics") {
    spark::tool::ClientOptions options;
    options.headers = headers;
    spark::tool::Client client({"127.0.0.1", host.port("ml-engine")}, options);
    return client.call("GET", path).value().body;
  };
  const auto has = [](const std::string& text, std::string_view line) {
    return text.find(std::string(line) + "\n") != std::string::npos;
  };
  const auto success = [](const std::string& version, int count) {
    return "ml_predict_requests_total{model_version=\"" + version + "\",status=\"success\"} " +
           std::to_string(count);
  };
  constexpr std::string_view no_error = R"(ml_model_errors_total{error_type="error"} 0)";

  CHECK(has(page({}), success("v1.8-b0", 0)));
  CHECK_FALSE(has(page({}), no_error));
  CHECK(page({}).find("status=\"late\"") == std::string::npos);
  CHECK(page({}).find("ml_model_errors_total") == std::string::npos);  // HELP and TYPE neither
  CHECK(has(page({}), "ml_shadow_success_total 0"));                   // it has no label
  for (const char* accept : {"*/*", "text/plain;version=0.0.4;q=0.5"})
    CHECK(has(page({{"Accept", accept}}), no_error));
  CHECK(has(page({}, "/metrics"), no_error));  // the other page has all

  swap_candidate(host, make_artefact(folder.path(), 1));
  CHECK(has(page({}), success("m-1", 0)));
  CHECK_FALSE(has(page({}), success("v1.8-b0", 0)));  // it was never used
  host.json("ml-engine", "POST", "/ml/predict", body);
  CHECK(has(page({}), success("m-1", 1)));
  post_admin(host, "/admin/v1/models/candidate/rollback");
  CHECK(has(page({}), success("v1.8-b0", 0)));
  CHECK(has(page({}), success("m-1", 1)));
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
