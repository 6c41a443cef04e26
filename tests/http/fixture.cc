#include "http/fixture.h"

#include <stdexcept>
#include <thread>
#include <utility>

namespace spark::http::test {

void Later::keep(std::unique_ptr<Deferred> deferred) {
  const std::scoped_lock lock(mutex_);
  kept_.push_back(std::move(deferred));
  changed_.notify_one();
}

std::unique_ptr<Deferred> Later::take() {
  std::unique_lock lock(mutex_);
  const bool there = changed_.wait_for(lock, std::chrono::milliseconds(wait_ms),
                                       [this] { return !kept_.empty(); });
  if (!there) throw std::runtime_error("no answer was deferred");
  auto deferred = std::move(kept_.front());
  kept_.erase(kept_.begin());
  return deferred;
}

std::vector<Route> routes(Later& later) {
  const auto text = [](std::string body) {
    return [body = std::move(body)](Exchange& exchange) {
      exchange.response().status(200);
      exchange.response().body() += body;
    };
  };
  const auto defer = [&later](Exchange& exchange) {
    const std::string wait_ms(exchange.request().query);
    later.keep(wait_ms.empty() ? exchange.defer()
                               : exchange.defer(static_cast<uint32_t>(std::stoul(wait_ms))));
  };
  const auto echo = [](Exchange& exchange) {
    exchange.response().status(200);
    exchange.response().body() += exchange.request().body;
  };
  const auto big = [](Exchange& exchange) {
    exchange.response().status(200, ContentType::text_metrics);
    exchange.response().body().append(std::stoul(std::string(exchange.request().query)), 'x');
  };
  const auto last = [](Exchange& exchange) {
    exchange.response().status(200);
    exchange.response().close();
  };
  const auto query = [](Exchange& exchange) {
    exchange.response().status(200);
    exchange.response().body() += exchange.request().query;
  };
  const auto slow = [](Exchange& exchange) {
    std::this_thread::sleep_for(
        std::chrono::milliseconds(std::stoul(std::string(exchange.request().query))));
    exchange.response().status(200);
  };
  return {
      {"GET", "/hello", Access::open, text("hello")},
      {"GET", "/name", Access::open, query},
      {"GET", "/big", Access::open, big},
      {"GET", "/slow", Access::open, slow},
      {"GET", "/last", Access::open, last},
      {"GET", "/silent", Access::open, [](Exchange&) {}},
      {"GET", "/throws", Access::open, [](Exchange&) { throw std::runtime_error("oh"); }},
      {"GET", "/later", Access::open, defer},
      {"POST", "/later", Access::open, defer},
      {"POST", "/echo", Access::open, echo},
      {"POST", "/safe", Access::safe, text("safe"), [text](const Peer&) { return text("safe"); }},
      {"POST", "/admin", Access::admin, text("admin")},
      {"GET", "/below/*", Access::admin, text("below")},
      {.method = "GET",
       .path = "/metrics",
       .access = Access::open,
       .handle = text("metrics"),
       .tells_of_host = true}};
}

Fixture::Fixture(const Limits& limits, uint32_t workers) {
  ListenerSpec data{"test", "127.0.0.1", 0, token};
  data.cors = {"https://console.example"};
  auto opened = Server::open({data, {"vital", "127.0.0.1", 0, token, true}}, limits, workers);
  server = std::move(opened.value());
  auto routers = std::make_shared<std::vector<Router>>();
  routers->emplace_back(routes(later));
  routers->emplace_back(routes(later));
  server->publish(routers, nullptr);
  server->on_denied([this](const Denial& denial) {
    const std::scoped_lock lock(denials_mutex_);
    denials_.push_back(std::to_string(denial.listener) + ' ' + std::to_string(denial.code) + ' ' +
                       std::string(denial.method) + ' ' + std::string(denial.path) +
                       (denial.loopback ? " from here: " : " from elsewhere: ") +
                       std::string(denial.text));
  });
  server->start(nullptr);
}

Fixture::~Fixture() {
  server->stop();
}

std::vector<std::string> Fixture::denials() const {
  const std::scoped_lock lock(denials_mutex_);
  return denials_;
}

uint64_t Fixture::total(Count Counts::*count) const {
  uint64_t sum = 0;
  for (uint32_t i = 0; i < server->workers(); ++i) sum += (server->counts(i).*count).get();
  return sum;
}

std::shared_ptr<void> Fixture::hold() {
  const auto release = std::make_shared<std::promise<void>>();
  const std::shared_future<void> released = release->get_future().share();
  for (uint32_t i = 0; i < server->workers(); ++i) {
    std::promise<void> held;
    server->post(i, [&held, released] {
      held.set_value();
      released.wait();
    });
    held.get_future().wait();
  }
  return {nullptr, [release](void*) { release->set_value(); }};
}

}  // namespace spark::http::test
