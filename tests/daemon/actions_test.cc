// The order of operators' actions: safe ones take effect first, risky ones are recorded first.
#include "daemon/actions.h"

#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <future>
#include <sstream>
#include <thread>

#include "services/flags.h"
#include "spark/ext/draft/http.h"
#include "support/catch.h"

using namespace spark;
using namespace spark::daemon;

namespace {

struct Sent {
  uint32_t code = 0;
  std::string body;
};

class FakeDeferred final : public http::Deferred {
 public:
  explicit FakeDeferred(std::promise<Sent>& promise) : promise_(promise) {}
  void send(uint32_t code, http::ContentType, std::string body) override {
    promise_.set_value({code, std::move(body)});
  }

 private:
  std::promise<Sent>& promise_;
};

class FakeExchange final : public http::Exchange {
 public:
  explicit FakeExchange(std::string body) : body_(std::move(body)) {
    request_.method = http::Method::post;
    request_.method_text = "POST";
    request_.path = "/verb";
    request_.body = body_;
  }
  const http::Request& request() const override { return request_; }
  http::Response& response() override { throw std::logic_error("actions are deferred"); }
  http::Peer peer() const override { return {true}; }
  std::string_view complaint() const override { return {}; }
  std::unique_ptr<http::Deferred> defer(uint32_t, http::LateAnswer) override {
    return std::make_unique<FakeDeferred>(promise_);
  }
  Sent answer() { return promise_.get_future().get(); }

 private:
  std::string body_;
  http::Request request_;
  std::promise<Sent> promise_;
};

struct Rig {
  std::filesystem::path folder;
  base::TaskThread control{"control", 8};
  base::TaskThread writer{"writer", 8};
  std::optional<store::Chain> chain;
  std::optional<ActionContext> context;
  spark_flag flag;
  int calls = 0;

  Rig() {
    std::string name = (std::filesystem::temp_directory_path() / "spark-actions-XXXXXX").string();
    folder = ::mkdtemp(name.data());
    chain.emplace(std::move(store::Chain::open(folder).value().chain));
    context.emplace(control, writer, *chain);
    flag.value = 1;
  }
  ~Rig() {
    control.stop();
    writer.stop();
    std::filesystem::remove_all(folder);
  }

  RoutePtr route(services::RouteAccess access) {
    auto made = std::make_shared<services::Route>();
    made->owner = "test";
    made->method = "POST";
    made->path = "/verb";
    made->access = access;
    made->flag = access == services::RouteAccess::safe ? &flag : nullptr;
    made->flag_value = 0;
    made->context = this;
    made->handle = [](void* context, const spark_http_request*, spark_http_reply* reply) {
      ++static_cast<Rig*>(context)->calls;
      reply->send(reply, 200, R"({"done":true})", 13);
    };
    return made;
  }

  // What the chain's files hold, in which texts stand as they are.
  std::string recorded() const {
    std::ostringstream text;
    for (const auto& entry : std::filesystem::directory_iterator(folder / "chain")) {
      std::ifstream file(entry.path());
      if (entry.path().extension() == ".seg") text << file.rdbuf();
    }
    return text.str();
  }
};

// While it lives, no file can grow: what a full disk does to the chain.
class FullDisk {
 public:
  FullDisk() {
    std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &before_);
    rlimit none = before_;
    none.rlim_cur = 0;
    ::setrlimit(RLIMIT_FSIZE, &none);
  }
  ~FullDisk() { ::setrlimit(RLIMIT_FSIZE, &before_); }

 private:
  rlimit before_{};
};

}  // namespace

TEST_CASE("a safe verb takes effect at once although the control thread is stuck") {
  Rig rig;
  std::promise<void> release;
  REQUIRE(rig.control.post([stuck = release.get_future().share()] { stuck.wait(); }));
  FakeExchange exchange("");
  serve_route(rig.route(services::RouteAccess::safe), *rig.context, exchange);
  CHECK(rig.flag.value == 0);
  release.set_value();
  const Sent sent = exchange.answer();
  CHECK(sent.code == 200);
  CHECK(sent.body.starts_with(R"({"done":true,"effective_ms":)"));
  CHECK(sent.body.ends_with(R"("recorded":true})"));
  CHECK(rig.recorded().find("/verb") != std::string::npos);
}

TEST_CASE("a safe verb that cannot be recorded takes effect all the same and says so") {
  Rig rig;
  FakeExchange exchange("");
  {
    const FullDisk full;
    serve_route(rig.route(services::RouteAccess::safe), *rig.context, exchange);
    CHECK(exchange.answer().body.ends_with(R"("recorded":false})"));
  }
  CHECK(rig.flag.value == 0);
  CHECK(rig.context->cannot_record);
}

TEST_CASE("a risky action is refused without confirmation, and neither recorded nor applied") {
  for (const char* body : {"", "{}", R"({"confirm":false})", R"({"confirm":1})", "[true]", "{"}) {
    Rig rig;
    FakeExchange exchange(body);
    serve_route(rig.route(services::RouteAccess::admin), *rig.context, exchange);
    const Sent sent = exchange.answer();
    INFO(body);
    CHECK(sent.code == 400);
    CHECK(sent.body.find("confirm") != std::string::npos);
    rig.writer.drain();
    rig.control.drain();
    CHECK(rig.calls == 0);
    CHECK(rig.recorded().find("/verb") == std::string::npos);
  }
}

TEST_CASE("a risky action is recorded before it is applied") {
  Rig rig;
  std::promise<void> release;
  REQUIRE(rig.control.post([stuck = release.get_future().share()] { stuck.wait(); }));
  FakeExchange exchange(R"({"confirm":true})");
  serve_route(rig.route(services::RouteAccess::admin), *rig.context, exchange);
  rig.writer.drain();
  CHECK(rig.recorded().find("asked") != std::string::npos);
  CHECK(rig.calls == 0);
  release.set_value();
  CHECK(exchange.answer().code == 200);
  CHECK(rig.calls == 1);
}

TEST_CASE("a risky action that cannot be recorded is not applied") {
  Rig rig;
  FakeExchange exchange(R"({"confirm":true})");
  const FullDisk full;
  serve_route(rig.route(services::RouteAccess::admin), *rig.context, exchange);
  const Sent sent = exchange.answer();
  CHECK(sent.code == 503);
  rig.control.drain();
  CHECK(rig.calls == 0);
}

TEST_CASE("denials are recorded, many of them as one with their number") {
  Rig rig;
  for (int i = 0; i < 100; ++i) rig.context->denied(401, "POST", "/admin/v1/swap");
  // The record is written a second later; stopping the rig does not wait for it, this does.
  while (rig.context->denials > 0) std::this_thread::yield();
  rig.writer.drain();
  CHECK(rig.recorded().find("POST /admin/v1/swap") != std::string::npos);
  CHECK(rig.recorded().find("100 such refusals") != std::string::npos);
  CHECK(rig.chain->sequence() == 1);
}
