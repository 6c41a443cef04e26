// When a request may have been sent, as its handler is told.
#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "http/client.h"
#include "http/conversation.h"
#include "http/server.h"
#include "support/catch.h"

using namespace spark::http;
using namespace spark::http::test;

namespace {

// A place whose clock is set by hand, with a route that notes its request's stamp.
struct Stamped {
  uint64_t now = 1;
  std::vector<uint64_t> stamps;
  std::unique_ptr<Deferred> deferred;
  Place place{{{"POST", "/note", Access::open,
                [this](Exchange& exchange) {
                  stamps.push_back(exchange.stamp());
                  exchange.response().status(200);
                }},
               {"POST", "/later", Access::open, [this](Exchange& exchange) {
                  stamps.push_back(exchange.stamp());
                  deferred = exchange.defer();
                }}}};
  std::shared_ptr<Conversation> conversation = std::make_shared<Conversation>(place, Peer{true});

  Stamped() {
    place.stamp = [this] { return now; };
    place.ticked_ns = spark::base::steady_ns();
    place.ticked_stamp = 1;
  }
};

std::string post(const std::string& path, const std::string& body = "") {
  return "POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

}  // namespace

TEST_CASE("a request is stamped when its first byte is read, however late its last one is") {
  Stamped at;
  at.now = 2;
  const std::string request = post("/note", "hi");
  at.conversation->say(request.substr(0, request.size() - 1));
  at.now = 3;
  at.conversation->say("i");
  at.conversation->say(post("/note"));
  CHECK(at.stamps == std::vector<uint64_t>{2, 3});
}

TEST_CASE("requests that came together are stamped together, however late the second is served") {
  Stamped at;
  at.conversation->say(post("/later") + post("/note"));
  at.now = 5;
  at.conversation->answer_deferred(1, 200, ContentType::json, "{}");
  at.conversation->say(post("/note"));  // makes the session go on
  REQUIRE(at.stamps.size() == 3);
  CHECK(at.stamps[0] == 1);
  CHECK(at.stamps[1] == 1);
}

TEST_CASE("what came while an answer was awaited is stamped with when the wait began") {
  Stamped at;
  at.conversation->say(post("/later"));
  at.now = 5;
  at.conversation->has_more_to_read = true;
  at.conversation->answer_deferred(1, 200, ContentType::json, "{}");
  at.conversation->has_more_to_read = false;
  at.conversation->say(post("/note"));
  at.conversation->say(post("/note"));
  CHECK(at.stamps == std::vector<uint64_t>{1, 1, 5});
}

TEST_CASE("what a worker reads after it was stuck may have come before that") {
  const struct {
    const char* name;
    int64_t ticked_ago_ms;
    int64_t catching_up_ms;
    uint64_t stamp;
  } cases[] = {{"in time", 50, 0, 2},
               {"a little late", 150, 0, 2},
               {"stuck", 4'000, 0, 1},
               {"it has come round once since", 10, 90, 1}};
  for (const auto& c : cases) {
    INFO(c.name);
    Stamped at;
    const int64_t now_ns = spark::base::steady_ns();
    at.place.ticked_ns = now_ns - c.ticked_ago_ms * 1'000'000;
    at.place.catching_up_until_ns = now_ns + c.catching_up_ms * 1'000'000;
    at.now = 2;
    at.place.doors[0].vital = true;  // where lateness is no reason to refuse
    at.conversation->say(post("/note"));
    CHECK(at.stamps == std::vector<uint64_t>{c.stamp});
  }
}

TEST_CASE("once a worker that was stuck has read all that was there, what comes is new") {
  std::atomic<uint64_t> now = 1, stamp = 0;
  const auto server =
      std::move(Server::open({{"vital", "127.0.0.1", 0, "s3cret", true}}, {}, 1).value());
  const auto routers = std::make_shared<std::vector<Router>>();
  routers->emplace_back(std::vector<Route>{{"POST", "/stuck", Access::open,
                                            [](Exchange& exchange) {
                                              std::this_thread::sleep_for(
                                                  std::chrono::milliseconds(300));
                                              exchange.response().status(200);
                                            }},
                                           {"POST", "/note", Access::open, [&](Exchange& exchange) {
                                              stamp = exchange.stamp();
                                              exchange.response().status(200);
                                            }}});
  server->publish(routers, nullptr);
  server->on_stamp([&] { return now.load(); });
  server->start(nullptr);
  // A worker that does not run between two requests has not looked whether more is there: so
  // mostly.
  constexpr int rounds = 5;
  int new_ones = 0;
  {
    Client client(server->port(0));
    for (int i = 0; i < rounds; ++i) {
      client.post("/stuck", "");
      client.post("/note", "");  // it has come round
      ++now;
      client.post("/note", "");
      if (stamp == now) ++new_ones;
    }
  }
  server->stop();
  CHECK(new_ones > rounds / 2);
}
