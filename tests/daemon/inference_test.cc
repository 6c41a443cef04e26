// The protocol over a few models made for it: which path answers what, and what is counted.
#include "daemon/inference.h"

#include <boost/json.hpp>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <thread>

#include "base/worker.h"
#include "oip/path.h"
#include "support/catch.h"

using namespace spark;
using namespace spark::daemon;
namespace json = boost::json;

namespace {

// Scores a row by its sum; the first element may ask for another ending.
class SumModel final : public frame::Model {
 public:
  static constexpr double not_ready = -1;
  static constexpr double fails = -2;
  static constexpr double not_finite = -3;
  static constexpr double refuses_all = -4;
  static constexpr double not_ready_at_all = -5;
  static constexpr double breaks = -6;

  explicit SumModel(std::string version) {
    info_.version = std::move(version);
    info_.type = "sum";
    info_.features = {"a", "b"};
  }
  const frame::ModelInfo& info() const override { return info_; }
  void* scratch_create() const override { return &scratches_[scratches_made_++]; }
  void scratch_destroy(void* scratch) const override { destroyed_.insert(scratch); }
  int32_t predict(void* scratch, const double* rows, uint32_t stride, uint32_t count,
                  double* scores, uint8_t* status,
                  frame::Failure& failure) const noexcept override {
    used_ = scratch;
    for (uint32_t i = 0; i < count; ++i) {
      const double* row = rows + size_t{i} * stride;
      scores[i] = row[0] + row[1];
      status[i] = frame::row_ok;
      if (row[0] == not_ready) status[i] = frame::row_not_ready;
      if (row[0] == fails) status[i] = frame::row_error;
      if (row[0] == not_finite) scores[i] = std::numeric_limits<double>::quiet_NaN();
      const int32_t code = row[0] == refuses_all        ? frame::invalid
                           : row[0] == not_ready_at_all ? frame::not_ready
                           : row[0] == breaks           ? frame::failed
                                                        : frame::ok;
      if (code == frame::ok) continue;
      failure.set(code, "because of a");
      return code;
    }
    return frame::ok;
  }

  mutable char scratches_[4] = {};
  mutable size_t scratches_made_ = 0;
  mutable std::set<void*> destroyed_;
  mutable void* used_ = nullptr;

 private:
  frame::ModelInfo info_;
};

class FakeResponse final : public http::Response {
 public:
  void status(uint32_t code, http::ContentType) override { code_ = code; }
  std::string& body() override { return body_; }
  void header(std::string_view name, std::string_view value) override {
    headers_[std::string(name)] = value;
  }
  void close() override {}

  uint32_t code_ = 0;
  std::string body_;
  std::map<std::string, std::string> headers_;
};

class FakeExchange final : public http::Exchange {
 public:
  FakeExchange(std::string_view method, std::string path, std::string body)
      : path_(std::move(path)), body_(std::move(body)) {
    request_.method = method == "POST"   ? http::Method::post
                      : method == "HEAD" ? http::Method::head
                                         : http::Method::get;
    request_.method_text = method;
    request_.path = path_;
    request_.body = body_;
  }
  const http::Request& request() const override { return request_; }
  FakeResponse& response() override { return response_; }
  http::Peer peer() const override { return {true}; }
  std::unique_ptr<http::Deferred> defer() override {
    throw std::logic_error("inference answers at once");
  }
  http::Request request_;

 private:
  std::string path_;
  std::string body_;
  FakeResponse response_;
};

constexpr uint32_t workers = 3;

struct Rig {
  std::shared_ptr<const SumModel> first = std::make_shared<SumModel>("v1");
  std::shared_ptr<const SumModel> second = std::make_shared<SumModel>("v2 b");
  InferenceModels models =
      make_inference_models({{"first", first}, {"second", second}}, {}, workers);
  std::string not_ready;

  Rig() { base::this_worker = 1; }
  ~Rig() { base::this_worker = base::not_a_worker; }

  FakeResponse ask(std::string_view method, const std::string& path, const std::string& body = "") {
    FakeExchange exchange(method, path, body);
    serve_inference({models, not_ready}, exchange);
    return exchange.response();
  }
  FakeResponse infer(const std::string& data, int rows, const std::string& path = "first/infer") {
    return ask("POST", std::string(oip::models_path) + path,
               R"({"id":"7","inputs":[{"name":"features","datatype":"FP64","shape":[)" +
                   std::to_string(rows) + R"(,2],"data":)" + data + "}]}");
  }
  json::value statistics() {
    return json::parse(ask("GET", "/v2/models/first/stats").body_).at("model_stats").at(0);
  }
};

std::string error_of(const FakeResponse& response) {
  return std::string(json::parse(response.body_).at("error").as_string());
}

}  // namespace

TEST_CASE("every path of the protocol answers, with a version and without") {
  Rig rig;
  const std::pair<const char*, const char*> cases[] = {
      {"/v2", R"({"name":"spark","version":")" SPARK_VERSION R"(","extensions":["statistics"]})"},
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

TEST_CASE("the routes are the protocol's, with the listener's access, and answer") {
  Rig rig;
  http::Router router(inference_routes(
      [&rig] {
        return InferenceView{rig.models, ""};
      },
      http::Access::safe));
  const std::pair<const char*, const char*> found[] = {
      {"GET", "/v2"},
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
  for (const char* path :
       {"/v2/", "/v2/health", "/v2/model", "/v2/models", "/v2/repository/index"}) {
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
  };
  for (const auto& c : cases) {
    INFO(c.method << ' ' << c.path);
    const auto answer = rig.ask(c.method, c.path);
    CHECK(answer.code_ == c.code);
    CHECK(error_of(answer).starts_with(c.error));
    const bool posts = std::string_view(c.path).ends_with("infer");
    if (c.code == 405) CHECK(answer.headers_.at("Allow") == (posts ? "POST" : "GET, HEAD"));
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

TEST_CASE("tensors behind the JSON are refused by their header") {
  Rig rig;
  FakeExchange exchange("POST", "/v2/models/first/infer", "{}");
  exchange.request_.headers.push_back({"inference-header-content-length", "2"});
  serve_inference({rig.models, ""}, exchange);
  CHECK(exchange.response().code_ == 400);
  CHECK(error_of(exchange.response()).find("binary tensor data extension is not supported") !=
        std::string::npos);
}

TEST_CASE("statistics count rows, calls and failures, over all workers") {
  Rig rig;
  CHECK(rig.statistics().at("last_inference").as_int64() == 0);
  REQUIRE(rig.infer("[1,2,3,4]", 2).code_ == 200);
  std::thread([&rig] {
    base::this_worker = 2;
    REQUIRE(rig.infer("[1,2,3,4,5,6]", 3).code_ == 200);
  }).join();
  REQUIRE(rig.infer("[-2,2]", 1).code_ == 500);
  REQUIRE(rig.infer("[1]", 1).code_ == 400);
  REQUIRE(rig.ask("GET", "/v2/models/first").code_ == 200);  // nothing is counted for it
  const auto statistics = rig.statistics();
  CHECK(statistics.at("inference_count").as_int64() == 5);
  CHECK(statistics.at("execution_count").as_int64() == 2);
  CHECK(statistics.at("last_inference").as_int64() > 1'600'000'000'000);
  const auto& spent = statistics.at("inference_stats").as_object();
  CHECK(spent.at("success").at("count").as_int64() == 2);
  CHECK(spent.at("fail").at("count").as_int64() == 2);
  int64_t parts = 0;
  for (const char* part : {"compute_input", "compute_infer", "compute_output"}) {
    CHECK(spent.at(part).at("count").as_int64() == 2);
    CHECK(spent.at(part).at("ns").as_int64() > 0);
    parts += spent.at(part).at("ns").as_int64();
  }
  CHECK(spent.at("success").at("ns").as_int64() == parts);
  CHECK(spent.at("fail").at("ns").as_int64() > 0);
  CHECK(json::parse(rig.ask("GET", "/v2/models/second/stats").body_)
            .at_pointer("/model_stats/0/inference_count")
            .as_int64() == 0);
}

TEST_CASE("each worker has scratch of its own, which goes with the model's last user") {
  Rig rig;
  CHECK(rig.first->scratches_made_ == workers);
  REQUIRE(rig.infer("[1,2]", 1).code_ == 200);
  CHECK(rig.first->used_ == &rig.first->scratches_[1]);
  base::this_worker = 2;
  REQUIRE(rig.infer("[1,2]", 1).code_ == 200);
  CHECK(rig.first->used_ == &rig.first->scratches_[2]);
  rig.models.clear();
  CHECK(rig.first->destroyed_.size() == workers);
}

TEST_CASE("a change of one model leaves the counts of the others") {
  Rig rig;
  REQUIRE(rig.infer("[1,2]", 1).code_ == 200);
  REQUIRE(rig.infer("[1,2]", 1, "second/infer").code_ == 200);
  const auto changed = std::make_shared<SumModel>("v3");
  const auto next =
      make_inference_models({{"first", rig.first}, {"second", changed}}, rig.models, workers);
  CHECK(next[0] == rig.models[0]);
  CHECK(next[0]->statistics().inference_count == 1);
  CHECK(next[1]->info().version == "v3");
  CHECK(next[1]->statistics().inference_count == 0);
  // The same object under another name is another model to those who ask.
  const auto renamed = make_inference_models({{"third", rig.first}}, rig.models, workers);
  CHECK(renamed[0]->name() == "third");
  CHECK(renamed[0]->statistics().inference_count == 0);
}
