// The museum's well-made, badly behaved plugin with a real host object: library, services and
// proxies at once.
#include <cmath>

#include "base/clock.h"
#include "frame/frame.h"
#include "host.h"
#include "plugin/plugin_object.h"
#include "services/call_route.h"
#include "support/catch.h"

using namespace spark;
using namespace spark::services;

namespace {

class Faulty {
 public:
  Faulty() {
    const auto library = plugin::Library::open(SPARK_BUILD_DIR "/lib/spark/museum/faulty.so");
    INFO((library ? std::string() : library.error().text));
    REQUIRE(library.has_value());
    auto made = plugin::PluginObject::create(*library, "faulty",
                                             {{"listener", {std::string("admin")}}}, object_);
    INFO((made ? std::string() : made.error().text));
    REQUIRE(made.has_value());
    instance_ = *made;
    object_->act();
  }

  [[nodiscard]] auto model(const std::string& fault, double spin_ms = 0) {
    return instance_->create_model("m",
                                   {{"fault", {fault}},
                                    {"spin_ms", {spin_ms}},
                                    {"features", {std::string("rsi_14")}},
                                    {"version", {std::string("f1")}},
                                    {"score", {0.5}},
                                    {"event", {std::string("up-move")}},
                                    {"horizon", {std::string("1min")}},
                                    {"reference", {std::string("mid")}}},
                                   {});
  }

  [[nodiscard]] auto stage(const std::string& fault) {
    return instance_->create_stage("faulty", "s", {{"fault", {fault}}, {"spin_ms", {0.0}}});
  }

  // The answer to POST /x/faulty/fault.
  std::pair<uint32_t, std::string> post(const std::string& query) {
    std::pair<uint32_t, std::string> answer;
    RouteCall waiting;
    waiting.send = [&](RouteReply reply) { answer = {reply.status, std::move(reply.body)}; };
    call(object_->routes().all().at(0), {"POST", "/x/faulty/fault", query, ""},
         std::make_shared<RouteCall>(waiting));
    return answer;
  }

  TestHost host;

 private:
  std::shared_ptr<PluginHost> object_ = host.object({"faulty", "faulty", {}, {}});
  std::shared_ptr<plugin::PluginObject> instance_;
};

struct Predicted {
  int32_t code;
  double score;
  uint8_t status;
};

Predicted predict(const frame::Model& model) {
  const double row[] = {1.0};
  frame::Failure failure;
  Predicted out{};
  out.code = model.predict(nullptr, row, 1, 1, &out.score, &out.status, failure);
  return out;
}

}  // namespace

TEST_CASE("a model is as faulty as it is configured") {
  Faulty faulty;
  CHECK(predict(**faulty.model("none")).score == 0.5);
  CHECK(predict(**faulty.model("throw")).code == frame::exception);
  CHECK(predict(**faulty.model("error")).code == frame::failed);
  const Predicted nan = predict(**faulty.model("nan"));
  CHECK(nan.code == frame::ok);
  CHECK(nan.status == frame::row_error);
  const int64_t begin_ns = base::steady_ns();
  CHECK(predict(**faulty.model("late", 2)).score == 0.5);
  CHECK(base::steady_ns() - begin_ns >= 2'000'000);
  CHECK(faulty.model("funny").error().text.find("'funny' is none of") != std::string::npos);
}

TEST_CASE("a stage is as faulty as it is configured") {
  Faulty faulty;
  const auto ran = [&](const char* fault) {
    const auto stage = std::move(*faulty.stage(fault));
    const uint32_t output = 0;
    REQUIRE(stage->bind({}, {&output, 1}).has_value());
    frame::FrameBuffer buffer(1);
    frame::Frame* const frame = buffer.reset(0);
    frame::Failure failure;
    const int32_t code = stage->run(nullptr, &frame, 1, failure);
    const bool null = frame->slots[0].is_null();
    CHECK(null == (code != frame::ok || frame->code != frame::ok));
    return code != frame::ok ? code : frame->code;
  };
  CHECK(ran("none") == frame::ok);
  CHECK(ran("throw") == frame::exception);
  CHECK(ran("error") == frame::failed);
  CHECK(ran("nan") == frame::failed);
  CHECK(ran("late") == frame::ok);
}

TEST_CASE("a fault is switched on and off while the host serves") {
  Faulty faulty;
  const auto model = *faulty.model("none");
  CHECK(faulty.post("kind=throw") == std::pair(200u, std::string(R"({"fault":1,"spinning":0})")));
  CHECK(predict(*model).code == frame::exception);
  CHECK(faulty.post("kind=funny").first == 400);
  CHECK(predict(*model).code == frame::exception);
  CHECK(faulty.post("kind=none").first == 200);
  CHECK(predict(*model).score == 0.5);

  CHECK(faulty.post("kind=error").first == 200);
  CHECK(faulty.host.flags.make_all_safe("test", false).changed == 1);
  CHECK(predict(*model).score == 0.5);
}
