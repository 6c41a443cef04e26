// The protocol over a few models made for it: which path answers what.
#include "serving/inference.h"

#include <cstring>

#include "base/host_version.h"
#include "base/text.h"
#include "base/utf8.h"
#include "serving/inference_rig.h"
#include "support/catch.h"

using namespace spark;
using namespace spark::serving;
using namespace spark::serving::test;

namespace {

std::string error_of(const FakeResponse& response) {
  return std::string(boost::json::parse(response.body_).at("error").as_string());
}

}  // namespace

TEST_CASE("every path of the protocol answers, with a version and without") {
  Rig rig;
  const std::string server =
      R"({"name":"spark","version":")" + std::string(base::host_version) +
      R"(","extensions":["binary_tensor_data","model_configuration","statistics"]})";
  const std::pair<const char*, const char*> cases[] = {
      {"/v2", server.c_str()},
      {"/v2/", server.c_str()},
      {"/v2/models", R"({"models":["first","second"]})"},
      {"/v2/models/stats", R"({"model_stats":[{"name":"first","version":"v1")"},
      {"/v2/models/first/config", R"({"name":"first","platform":"spark_sum","backend":"spark")"},
      {"/v2/models/second/versions/v2%20b/config", R"({"name":"second")"},
      {"/v2/health/live", R"({"live":true})"},
      {"/v2/health/ready", R"({"ready":true})"},
      {"/v2/models/first/ready", R"({"name":"first","ready":true})"},
      {"/v2/models/first/versions/v1/ready", R"({"name":"first","ready":true})"},
      {"/v2/models/first", R"({"name":"first","versions":["v1"],"platform":"spark_sum")"},
      {"/v2/models/second/versions/v2%20b", R"({"name":"second","versions":["v2 b"])"},
      {"/v2/models/second/stats", R"({"model_stats":[{"name":"second","version":"v2 b")"},
      {"/v2/models/first/versions/v1/stats", R"({"model_stats":[{"name":"first","version":"v1")"},
  };
  for (const auto& [path, begin] : cases) {
    for (const char* method : {"GET", "HEAD"}) {
      INFO(method << ' ' << path);
      const auto answer = rig.ask(method, path);
      CHECK(answer.code_ == 200);
      CHECK(answer.body_.starts_with(begin));
    }
  }
}

TEST_CASE("what is said of an unknown path is short, however long the path is") {
  Rig rig;
  const std::string long_name(8'000, 'x');
  std::string no_text;
  for (int i = 0; i < 1'000; ++i) no_text += "%ff%C3";
  for (const std::string& name : {long_name, no_text, std::string(128, 'f')}) {
    for (const std::string& path :
         {"/v2/models/" + name, "/v2/models/" + name + "/infer", "/v2/models/" + name + "/nothing",
          "/v2/models/first/versions/" + name}) {
      for (const char* method : {"GET", "POST"}) {
        INFO(method << ' ' << base::cut(path, 60));
        const auto answer = rig.ask(method, path);
        CHECK((answer.code_ == 404 || answer.code_ == 405));
        CHECK(error_of(answer).size() <= base::error_bytes_max);
      }
    }
  }
}

TEST_CASE("the routes are the protocol's, with the listener's access, and answer") {
  Rig rig;
  http::Router router(inference_routes(
      [&rig] {
        return InferenceView{rig.models, ""};
      },
      http::Access::safe));
  const std::pair<const char*, const char*> found[] = {
      {"GET", "/v2"},
      {"HEAD", "/v2/"},
      {"GET", "/v2/models"},
      {"GET", "/v2/models/stats"},
      {"GET", "/v2/health/live"},
      {"GET", "/v2/health/ready"},
      {"GET", "/v2/models/first"},
      {"HEAD", "/v2/models/first/ready"},
      {"POST", "/v2/models/first/infer"},
  };
  for (const auto& [method, path] : found) {
    INFO(method << ' ' << path);
    FakeExchange exchange(method, path, "");
    const auto match = router.find(exchange.request());
    REQUIRE(match.route != nullptr);
    CHECK(match.route->access == http::Access::safe);
    match.route->handle(exchange);
    CHECK(exchange.response().code_ == (std::string_view(method) == "POST" ? 400 : 200));
  }
  for (const char* path : {"/v2//", "/v2/health", "/v2/model", "/v2/repository/index"}) {
    INFO(path);
    FakeExchange exchange("GET", path, "");
    CHECK(router.find(exchange.request()).route == nullptr);
  }
}

TEST_CASE("a request is scored by the model that the path names") {
  Rig rig;
  const auto one = rig.infer("[1,2,3,4,0.5,0.25]", 3);
  CHECK(one.code_ == 200);
  CHECK(one.body_ ==
        R"({"model_name":"first","model_version":"v1","id":"7",)"
        R"("outputs":[{"name":"score","datatype":"FP64","shape":[3,1],"data":[3,7,0.75]}]})");
  const auto other = rig.infer("[[1,2]]", 1, "second/versions/v2%20b/infer");
  CHECK(other.code_ == 200);
  CHECK(other.body_.starts_with(R"({"model_name":"second","model_version":"v2 b")"));
}

TEST_CASE("a path that leads nowhere is refused with what is missing") {
  Rig rig;
  const struct {
    const char* method;
    const char* path;
    uint32_t code;
    const char* error;
  } cases[] = {
      {"GET", "/v2/models/", 404, "unknown route: GET /v2/models/"},
      {"GET", "/v2/models/first/x", 404, "unknown route: GET /v2/models/first/x"},
      {"POST", "/v2/models/first/x", 404, "unknown route: POST /v2/models/first/x"},
      {"GET", "/v2/models/frist", 404, "unknown model 'frist'; did you mean 'first'?"},
      {"POST", "/v2/models/frist/infer", 404, "unknown model 'frist'; did you mean 'first'?"},
      {"GET", "/v2/models/%00/ready", 404, "unknown model '"},
      {"GET", "/v2/models/xyz/stats", 404, "unknown model 'xyz'"},
      {"GET", "/v2/models/first/versions/v2/ready", 404,
       "version 'v2' of model 'first' is not loaded; 'v1' is"},
      {"POST", "/v2/models/first/versions/1/infer", 404,
       "version '1' of model 'first' is not loaded; 'v1' is"},
      {"GET", "/v2/models/first/infer", 405, "method not allowed: GET /v2/models/first/infer"},
      {"HEAD", "/v2/models/first/infer", 405, "method not allowed: HEAD /v2/models/first/infer"},
      {"POST", "/v2/models/first", 405, "method not allowed: POST /v2/models/first"},
      {"POST", "/v2/models/first/ready", 405, "method not allowed: POST /v2/models/first/ready"},
      {"POST", "/v2/models/first/stats", 405, "method not allowed: POST /v2/models/first/stats"},
      {"POST", "/v2/models/first/config", 405, "method not allowed: POST /v2/models/first/config"},
      {"POST", "/v2/models/stats", 405, "method not allowed: POST /v2/models/stats"},
  };
  for (const auto& c : cases) {
    INFO(c.method << ' ' << c.path);
    const auto answer = rig.ask(c.method, c.path);
    CHECK(answer.code_ == c.code);
    CHECK(error_of(answer).starts_with(c.error));
    const bool posts = std::string_view(c.path).ends_with("infer");
    if (c.code == 405)
      CHECK(answer.headers_.at("Allow") == (posts ? "POST, OPTIONS" : "GET, HEAD, OPTIONS"));
  }
}

TEST_CASE("a host that should get no more requests is alive, not ready, and still answers") {
  Rig rig;
  rig.not_ready = "it is draining";
  CHECK(rig.ask("GET", "/v2/health/live").code_ == 200);
  const auto server = rig.ask("GET", "/v2/health/ready");
  CHECK(server.code_ == 503);
  CHECK(server.body_ == R"({"ready":false,"error":"it is draining"})");
  const auto model = rig.ask("GET", "/v2/models/first/ready");
  CHECK(model.code_ == 503);
  CHECK(model.body_ == R"({"name":"first","ready":false,"error":"it is draining"})");
  CHECK(rig.infer("[1,2]", 1).code_ == 200);
}

TEST_CASE("a row without a score fails its request and is named") {
  Rig rig;
  const struct {
    double first;
    uint32_t code;
    const char* error;
  } cases[] = {
      {SumModel::not_ready, 422, "inputs[0].data: row 1: model 'first' is not ready for it"},
      {SumModel::fails, 500, "inputs[0].data: row 1: model 'first' failed for it"},
      {SumModel::not_finite, 500, "inputs[0].data: row 1: model 'first' failed for it"},
      {SumModel::refuses_all, 400, "model 'first' could not answer: because of a"},
      {SumModel::not_ready_at_all, 422, "model 'first' could not answer: because of a"},
      {SumModel::breaks, 500, "model 'first' could not answer: because of a"},
  };
  for (const auto& c : cases) {
    const auto answer =
        rig.infer("[1,2," + std::to_string(static_cast<int>(c.first)) + ",4,5,6]", 3);
    CHECK(answer.code_ == c.code);
    CHECK(answer.body_ == R"({"error":")" + std::string(c.error) + R"("})");
  }
}

TEST_CASE("tensors behind the JSON are read, and scores are given the same way") {
  Rig rig;
  const std::string json =
      R"({"inputs":[{"name":"features","datatype":"INT8","shape":[2,2],)"
      R"("parameters":{"binary_data_size":4}}],"parameters":{"binary_data_output":true}})";
  FakeExchange exchange("POST", "/v2/models/first/infer", json + "\x01\x02\x03\xff");
  exchange.request_.headers.push_back(
      {"inference-header-content-length", std::to_string(json.size())});
  serve_inference({rig.models, ""}, exchange);
  const FakeResponse& answer = exchange.response();
  REQUIRE(answer.code_ == 200);
  CHECK(answer.type_ == http::ContentType::bytes);
  const size_t json_size = std::stoul(answer.headers_.at("Inference-Header-Content-Length"));
  CHECK(boost::json::parse(answer.body_.substr(0, json_size))
            .at("outputs")
            .at(0)
            .at("parameters")
            .at("binary_data_size") == 16);
  double scores[2] = {};
  REQUIRE(answer.body_.size() == json_size + sizeof scores);
  std::memcpy(scores, answer.body_.data() + json_size, sizeof scores);
  CHECK(scores[0] == 3);
  CHECK(scores[1] == 2);
}

TEST_CASE("a header that says that all is JSON changes nothing") {
  Rig rig;
  const std::string body =
      R"({"inputs":[{"name":"features","datatype":"FP64","shape":[1,2],"data":[1,2]}]})";
  FakeExchange exchange("POST", "/v2/models/first/infer", body);
  exchange.request_.headers.push_back(
      {"Inference-Header-Content-Length", std::to_string(body.size())});
  serve_inference({rig.models, ""}, exchange);
  CHECK(exchange.response().code_ == 200);
  CHECK(exchange.response().type_ == http::ContentType::json);
  CHECK(exchange.response().headers_.empty());
  CHECK(exchange.response().body_.ends_with(R"("data":[3]}]})"));
}

TEST_CASE("a header that does not add up is refused, and counted") {
  Rig rig;
  const std::vector<std::vector<std::string>> headers = {{"3"}, {"x"}, {"2", "2"}};
  for (const auto& values : headers) {
    FakeExchange exchange("POST", "/v2/models/first/infer", "{}");
    for (const auto& value : values)
      exchange.request_.headers.push_back({"Inference-Header-Content-Length", value});
    serve_inference({rig.models, ""}, exchange);
    CHECK(exchange.response().code_ == 400);
    CHECK(error_of(exchange.response()).starts_with("Inference-Header-Content-Length: "));
  }
  CHECK(rig.statistics().at("inference_stats").at("fail").at("count") == 3);
}
