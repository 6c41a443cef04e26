// Models and requests for tests of the inference protocol, without a host.
#pragma once

#include <boost/json.hpp>
#include <limits>
#include <map>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>

#include "base/worker.h"
#include "oip/path.h"
#include "serving/inference.h"

namespace spark::serving::test {

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
  void* scratch_create() const override { return &scratches_[scratches_made_++ % 16]; }
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

  mutable char scratches_[16] = {};
  mutable size_t scratches_made_ = 0;
  mutable std::set<void*> destroyed_;
  mutable void* used_ = nullptr;

 private:
  frame::ModelInfo info_;
};

class FakeResponse final : public http::Response {
 public:
  void status(uint32_t code, http::ContentType type) override {
    code_ = code;
    type_ = type;
  }
  std::string& body() override { return body_; }
  void header(std::string_view name, std::string_view value) override {
    headers_[std::string(name)] = value;
  }
  void close() override {}

  uint32_t code_ = 0;
  http::ContentType type_ = http::ContentType::json;
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
  std::string_view complaint() const override { return {}; }
  uint64_t stamp() const override { return 0; }
  std::unique_ptr<http::Deferred> defer(uint32_t, http::LateResponse) override {
    throw std::logic_error("inference answers at once");
  }
  uint64_t number() const override { return 1; }
  void follow_up(http::FollowUp) override {
    throw std::logic_error("inference leaves nothing for later");
  }
  http::Request request_;

 private:
  std::string path_;
  std::string body_;
  FakeResponse response_;
};

inline constexpr uint32_t workers = 3;

struct Rig {
  std::shared_ptr<const SumModel> first = std::make_shared<SumModel>("v1");
  std::shared_ptr<const SumModel> second = std::make_shared<SumModel>("v2 b");
  generation::InferenceModels models =
      generation::make_inference_models({{"first", first}, {"second", second}}, {}, workers);
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
  boost::json::value statistics() {
    return boost::json::parse(ask("GET", "/v2/models/first/stats").body_).at("model_stats").at(0);
  }
};

}  // namespace spark::serving::test
