// Binding, and what is said when it fails.
// Binding: free ports, ports in use, bad addresses.
#include <atomic>

#include "http/client.h"
#include "http/server.h"
#include "support/catch.h"

using namespace spark::http;
using namespace spark::http::test;

namespace {

std::string problem(const ListenerSpec& spec, const Limits& limits = {}, uint32_t workers = 1) {
  auto opened = Server::open({spec}, limits, workers);
  return opened ? "" : opened.error().text;
}

}  // namespace

TEST_CASE("a port in use is named, whoever uses it") {
  auto first = std::move(Server::open({{"one", "127.0.0.1", 0, ""}}, {}, 2).value());
  const uint16_t port = first->port(0);
  CHECK(port != 0);
  const std::string expected = "listener \"two\": cannot listen on 127.0.0.1 port " +
                               std::to_string(port) + ": address in use";
  CHECK(problem({"two", "127.0.0.1", port, ""}).find(expected) == 0);
  CHECK(problem({"two", "0.0.0.0", port, ""}).find("address in use") != std::string::npos);
  first->start(nullptr);
  CHECK(problem({"two", "127.0.0.1", port, ""}).find(expected) == 0);
  first->stop();
  first.reset();
  CHECK(problem({"two", "127.0.0.1", port, ""}).empty());
}

TEST_CASE("one server cannot have one port twice") {
  auto first = std::move(Server::open({{"one", "127.0.0.1", 0, ""}}, {}, 1).value());
  const uint16_t port = first->port(0);
  first.reset();
  const auto both =
      Server::open({{"one", "127.0.0.1", port, ""}, {"two", "localhost", port, ""}}, {}, 1);
  REQUIRE_FALSE(both);
  CHECK(both.error().text.find("listener \"two\"") == 0);
}

TEST_CASE("an address must be one") {
  CHECK(problem({"one", "nowhere.example", 0, ""}).find("must be an IPv4 or IPv6 address") !=
        std::string::npos);
  CHECK(problem({"one", "", 0, ""}).find("must be an IPv4 or IPv6 address") != std::string::npos);
  CHECK(problem({"one", "203.0.113.1", 0, ""}).find("cannot listen on 203.0.113.1") !=
        std::string::npos);
}

TEST_CASE("limits must make sense") {
  Limits limits;
  limits.head_bytes_max = 1000;
  limits.target_bytes_max = 1000;
  CHECK(problem({"one", "127.0.0.1", 0, ""}, limits).find("head_bytes_max") == 0);
  CHECK(problem({"one", "127.0.0.1", 0, ""}, {}, 0).find("workers") == 0);
  CHECK_FALSE(Server::open({}, {}, 1));
  Limits little;
  little.vital_input_bytes_max = little.body_bytes_max;
  CHECK(problem({"one", "127.0.0.1", 0, ""}, little).find("input_bytes_max") == 0);
}

TEST_CASE("several listeners have routes of their own") {
  auto server = std::move(
      Server::open({{"one", "127.0.0.1", 0, ""}, {"two", "localhost", 0, ""}}, {}, 2).value());
  const auto answer = [](Exchange& exchange) { exchange.response().status(200); };
  auto routers = std::make_shared<std::vector<Router>>();
  routers->emplace_back(std::vector<Route>{{"GET", "/one", Access::open, answer}});
  routers->emplace_back(std::vector<Route>{{"GET", "/two", Access::open, answer}});
  server->publish(routers, nullptr);
  server->start(nullptr);
  CHECK(Client(server->port(0)).get("/one").status == 200);
  CHECK(Client(server->port(0)).get("/two").status == 404);
  CHECK(Client(server->port(1)).get("/two").status == 200);
}

TEST_CASE("workers are told who they are before they serve") {
  auto server = std::move(Server::open({{"one", "127.0.0.1", 0, ""}}, {}, 3).value());
  std::atomic<uint32_t> started{0};
  server->start([&](uint32_t worker) { started |= 1u << worker; });
  std::atomic<uint32_t> seen{0};
  for (uint32_t i = 0; i < 3; ++i) server->post(i, [&] { seen |= started; });
  server->stop();
  CHECK(started == 7);
  CHECK(seen != 0);
}
