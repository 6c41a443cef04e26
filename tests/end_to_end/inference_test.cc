// The Open Inference Protocol against the real host and its models: the scores are those that the
// pipelines give.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <random>

#include "end_to_end/harness.h"
#include "support/catch.h"

using namespace spark::test;
namespace json = boost::json;

namespace {

constexpr size_t dimension = 6;
constexpr std::string_view infer_path = "/v2/models/candidate/infer";

// Rows as v1.8-b0 takes them, with scores from near 0 to near 1.
std::vector<json::array> make_rows(size_t count) {
  std::mt19937_64 random(7);
  std::uniform_real_distribution<double> unit(0, 1);
  std::vector<json::array> rows;
  for (size_t i = 0; i < count; ++i) {
    const double volume = 1e5 * unit(random);
    rows.push_back({1.0, 1e4 * unit(random), 20 * unit(random), volume, 100 * unit(random),
                    std::log1p(volume)});
  }
  return rows;
}

std::string request_for(const json::value& data, size_t rows, std::string_view datatype = "FP64") {
  return json::serialize(json::object{{"id", "r-1"},
                                      {"inputs",
                                       {{{"name", "features"},
                                         {"shape", {rows, dimension}},
                                         {"datatype", datatype},
                                         {"data", data}}}}});
}

json::array flat(const std::vector<json::array>& rows) {
  json::array all;
  for (const auto& row : rows) all.insert(all.end(), row.begin(), row.end());
  return all;
}

json::array nested(const std::vector<json::array>& rows) {
  return json::array(rows.begin(), rows.end());
}

std::vector<double> scores_of(const json::value& answer) {
  std::vector<double> scores;
  for (const auto& score : answer.at("outputs").at(0).at("data").as_array())
    scores.push_back(score.to_number<double>());
  return scores;
}

double predicted(const Sparkd& host, const json::array& row) {
  const auto answer = host.json("ml-engine", "POST", "/ml/predict",
                                json::serialize(json::object{{"features", row}}));
  return answer.at("score").to_number<double>();
}

}  // namespace

TEST_CASE("inference gives each row the score that /ml/predict gives it") {
  const Sparkd host;
  const auto rows = make_rows(40);
  std::vector<double> expected;
  for (const auto& row : rows) expected.push_back(predicted(host, row));
  REQUIRE(*std::min_element(expected.begin(), expected.end()) < 0.2);
  REQUIRE(*std::max_element(expected.begin(), expected.end()) > 0.8);

  SECTION("flat") {
    const auto answer = host.json("ml-engine", "POST", infer_path, request_for(flat(rows), 40));
    CHECK(scores_of(answer) == expected);
    CHECK(answer.at("model_name").as_string() == "candidate");
    CHECK(answer.at("model_version").as_string() == "v1.8-b0");
    CHECK(answer.at("id").as_string() == "r-1");
    CHECK(json::serialize(answer.at("outputs").at(0).at("shape")) == "[40,1]");
    CHECK(answer.at("outputs").at(0).at("datatype").as_string() == "FP64");
  }
  SECTION("nested") {
    const auto answer = host.json("ml-engine", "POST", infer_path, request_for(nested(rows), 40));
    CHECK(scores_of(answer) == expected);
  }
  SECTION("by version") {
    const auto answer =
        host.json("ml-engine", "POST", "/v2/models/candidate/versions/v1.8-b0/infer",
                  request_for(flat(rows), 40));
    CHECK(scores_of(answer) == expected);
  }
  SECTION("in single precision: the scores of the rounded rows") {
    auto rounded = rows;
    for (auto& row : rounded) {
      for (auto& number : row) number = static_cast<double>(static_cast<float>(number.as_double()));
    }
    expected.clear();
    for (const auto& row : rounded) expected.push_back(predicted(host, row));
    const auto answer =
        host.json("ml-engine", "POST", infer_path, request_for(flat(rows), 40, "FP32"));
    CHECK(scores_of(answer) == expected);
  }
  SECTION("and as many rows as there may be") {
    const auto many = make_rows(4096);
    const auto answer = host.json("ml-engine", "POST", infer_path, request_for(flat(many), 4096));
    const auto scores = scores_of(answer);
    REQUIRE(scores.size() == 4096);
    CHECK(std::vector(scores.begin(), scores.begin() + 40) == expected);
    CHECK(scores.back() == predicted(host, many.back()));
  }
}

TEST_CASE("Triton's clients infer with their defaults: bytes in, bytes out") {
  const Sparkd host;
  const auto rows = make_rows(2);
  std::string bytes;
  for (const auto& row : rows) {
    for (const auto& number : row) {
      const double element = number.as_double();
      bytes.append(reinterpret_cast<const char*>(&element), sizeof element);
    }
  }
  const std::string text =
      R"({"inputs":[{"name":"features","shape":[2,6],"datatype":"FP64",)"
      R"("parameters":{"binary_data_size":96}}],"parameters":{"binary_data_output":true}})";
  auto client = host.client("ml-engine");
  const auto ask = [&](const std::string& size) {
    REQUIRE(client
                .send("POST " + std::string(infer_path) +
                      " HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/octet-stream\r\n"
                      "Inference-Header-Content-Length: " +
                      size + "\r\nContent-Length: " + std::to_string(text.size() + bytes.size()) +
                      "\r\n\r\n" + text + bytes)
                .has_value());
    return client.receive().value();
  };
  const auto answer = ask(std::to_string(text.size()));
  REQUIRE(answer.status == 200);
  REQUIRE(answer.body.size() > 16);
  const size_t json_size = answer.body.size() - 16;
  const auto described = json::parse(answer.body.substr(0, json_size));
  CHECK(
      json::serialize(described.at("outputs")) ==
      R"([{"name":"score","datatype":"FP64","shape":[2,1],"parameters":{"binary_data_size":16}}])");
  double scores[2] = {};
  std::memcpy(scores, answer.body.data() + json_size, sizeof scores);
  // Boost.JSON reads a number to within its last bit.
  for (size_t i = 0; i < 2; ++i) CHECK(std::fabs(scores[i] - predicted(host, rows[i])) < 2e-16);
  CHECK(ask("1000000").status == 400);
}

TEST_CASE("inference is counted by route and code, refusals included, and timed by model") {
  const Sparkd host;
  const auto requests = [&](const char* method, const char* route, const char* code) {
    return host.metric(std::string("spark_http_requests_total{listener=\"ml-engine\",method=\"") +
                       method + "\",route=\"" + route + "\",code=\"" + code + "\"}");
  };
  const std::string timed = "spark_inference_duration_seconds_count{model=\"candidate\"}";
  CHECK(host.metric(timed) == 0);
  CHECK(requests("POST", "/v2/models/{model}/infer", "200") == -1);
  const auto rows = make_rows(1);
  const std::string right = request_for(flat(rows), 1);
  auto client = host.client("ml-engine");
  const auto status_of = [&](const char* method, const std::string& path, const std::string& body) {
    return client.call(method, path, body).value().status;
  };
  CHECK(status_of("POST", std::string(infer_path), right) == 200);
  CHECK(status_of("POST", "/v2/models/production/versions/x/infer", right) == 404);
  CHECK(status_of("POST", std::string(infer_path), "{") == 400);
  CHECK(status_of("GET", "/v2/models/candidate/ready", "") == 200);
  CHECK(status_of("GET", "/v2/models/x/what/ever", "") >= 400);
  CHECK(status_of("GET", "/v2/health/ready", "") == 200);
  CHECK(status_of("POST", "/ml/predict", "{") == 400);
  CHECK(requests("POST", "/v2/models/{model}/infer", "200") == 1);
  CHECK(requests("POST", "/v2/models/{model}/infer", "404") == 1);
  CHECK(requests("POST", "/v2/models/{model}/infer", "400") == 1);
  CHECK(requests("GET", "/v2/models/{model}/ready", "200") == 1);
  CHECK(requests("GET", "/v2/health/ready", "200") == 1);
  CHECK(requests("POST", "/ml/predict", "400") == 1);
  CHECK(host.metric(timed) == 2);
  CHECK(host.metric("process_resident_memory_bytes") > 1e6);
}

TEST_CASE("statistics count what was asked over the protocol, and only that") {
  const Sparkd host({"workers=1"});
  const auto rows = make_rows(5);
  (void)predicted(host, rows[0]);
  (void)host.json("ml-engine", "POST", infer_path, request_for(flat(rows), 5));
  (void)host.json("ml-engine", "POST", infer_path, request_for(flat(rows), 6), 400);
  const auto statistics =
      host.json("ml-engine", "GET", "/v2/models/candidate/stats").at("model_stats").at(0);
  CHECK(statistics.at("version").as_string() == "v1.8-b0");
  CHECK(statistics.at("inference_count").as_int64() == 5);
  CHECK(statistics.at("execution_count").as_int64() == 1);
  CHECK(statistics.at("inference_stats").at("success").at("count").as_int64() == 1);
  CHECK(statistics.at("inference_stats").at("success").at("ns").as_int64() > 0);
  CHECK(statistics.at("inference_stats").at("fail").at("count").as_int64() == 1);
}

TEST_CASE("wrong inference requests are refused with what was expected") {
  const Sparkd host;
  const auto rows = make_rows(1);
  const std::string right = request_for(flat(rows), 1);
  const struct {
    const char* method;
    std::string path;
    std::string body;
    uint32_t status;
    const char* error;
  } cases[] = {
      {"POST", "/v2/models/candidat/infer", right, 404,
       "unknown model 'candidat'; did you mean 'candidate'?"},
      {"POST", "/v2/models/candidate/versions/v9/infer", right, 404,
       "version 'v9' of model 'candidate' is not loaded; 'v1.8-b0' is"},
      {"GET", "/v2/models/candidate/versions/v9", "", 404, "'v1.8-b0' is"},
      {"GET", "/v2/models/candidate/infer", "", 405, "method not allowed"},
      {"GET", "/v2/model", "", 404, "unknown route"},
      {"POST", "/v2", "", 405, "method not allowed"},
      {"POST", std::string(infer_path), "", 400, "Missing inputs in request body"},
      {"POST", std::string(infer_path), "{", 400, "not valid JSON"},
      {"POST", std::string(infer_path), request_for(flat(rows), 2), 400,
       "inputs[0].data: expected 12 numbers for shape [2,6], got 6"},
      {"POST", std::string(infer_path), request_for(flat(rows), 5000), 400,
       "inputs[0].shape[0]: expected 1 to 4096 rows, got 5000"},
      {"POST", std::string(infer_path), request_for(flat(rows), 1, "BOOL"), 400,
       "inputs[0].datatype: expected FP64, FP32, FP16, BF16, INT8, "},
  };
  auto client = host.client("ml-engine");
  for (const auto& c : cases) {
    INFO(c.method << ' ' << c.path << ' ' << c.body);
    const auto answer = client.call(c.method, c.path, c.body).value();
    INFO(answer.body);
    CHECK(answer.status == c.status);
    const auto error = json::parse(answer.body).at("error").as_string();
    CHECK(std::string_view(error).find(c.error) != std::string_view::npos);
  }
  CHECK(client.call("POST", infer_path, right).value().status == 200);
}

TEST_CASE("a model that fails answers with an error, never with NaN") {
  const std::string library = SPARK_BUILD_DIR "/lib/spark/museum/faulty.so";
  const Sparkd host({"plugins.faulty={library: " + library + "}",
                     "models.faulty={plugin: faulty, with: {features: [rsi_14]}}"});
  const std::string two =
      R"({"inputs":[{"name":"features","datatype":"FP64","shape":[2,1],"data":[1,2]}]})";
  const std::string path = "/v2/models/faulty/infer";
  CHECK(scores_of(host.json("ml-engine", "POST", path, two)) == std::vector{0.5, 0.5});
  const std::pair<const char*, const char*> faults[] = {
      {"throw", "model 'faulty' could not answer: "},
      {"error", "model 'faulty' could not answer: told to fail"},
      {"nan", "inputs[0].data: row 0: model 'faulty' failed for it"},
  };
  for (const auto& [fault, error] : faults) {
    INFO(fault);
    (void)host.json("admin", "POST", std::string("/x/faulty/fault?kind=") + fault);
    const auto answer = host.json("ml-engine", "POST", path, two, 500);
    CHECK(std::string_view(answer.at("error").as_string()).starts_with(error));
  }
  const auto statistics =
      host.json("ml-engine", "GET", "/v2/models/faulty/stats").at("model_stats").at(0);
  CHECK(statistics.at("inference_stats").at("fail").at("count").as_int64() == 3);
  CHECK(statistics.at("inference_count").as_int64() == 2);
}
