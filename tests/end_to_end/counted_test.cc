// Answers are counted by route and code, whoever answers.
#include "end_to_end/harness.h"
#include "support/catch.h"

using namespace spark::test;

TEST_CASE("inference is counted by route and code, refusals included, and timed by model") {
  const Sparkd host;
  const auto requests = [&](const char* method, const char* route, const char* code) {
    return host.metric(std::string("spark_http_requests_total{listener=\"ml-engine\",method=\"") +
                       method + "\",route=\"" + route + "\",code=\"" + code + "\"}");
  };
  const std::string timed = "spark_inference_duration_seconds_count{model=\"candidate\"}";
  CHECK(host.metric(timed) == 0);
  CHECK(requests("POST", "/v2/models/{model}/infer", "200") == -1);
  constexpr const char* infer_path = "/v2/models/candidate/infer";
  const std::string right = R"({"inputs":[{"name":"features","shape":[1,6],"datatype":"FP64",)"
                            R"("data":[1,4500,2,1000,55,6.9]}]})";
  auto client = host.client("ml-engine");
  const auto status_of = [&](const char* method, const std::string& path, const std::string& body) {
    return client.call(method, path, body).value().status;
  };
  CHECK(status_of("POST", infer_path, right) == 200);
  CHECK(status_of("POST", "/v2/models/production/versions/x/infer", right) == 404);
  CHECK(status_of("POST", infer_path, "{") == 400);
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
