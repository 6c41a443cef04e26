// A server that stops serving: what has been accepted is answered, and nothing hangs.
// Draining: what was accepted is answered, what is idle is closed.
#include <atomic>
#include <future>
#include <thread>

#include "http/fixture.h"
#include "support/catch.h"

using namespace spark::http;
using namespace spark::http::test;

namespace {

const std::string hello = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";

struct Drain {
  explicit Drain(Fixture& fixture) {
    fixture.server->drain([this] { drained.set_value(); });
  }
  void wait() {
    if (drained.get_future().wait_for(std::chrono::milliseconds(wait_ms)) !=
        std::future_status::ready) {
      throw std::runtime_error("the server does not drain");
    }
  }
  std::promise<void> drained;
};

}  // namespace

TEST_CASE("what the kernel has accepted before a drain is answered") {
  Fixture fixture({}, 2);
  auto held = fixture.hold();
  std::vector<Client> clients;
  for (int i = 0; i < 40; ++i) {
    clients.push_back(fixture.connect());
    clients.back().send(hello);
  }
  Drain drain(fixture);
  held.reset();
  for (Client& client : clients) {
    const Reply reply = client.read();
    CHECK(reply.body == "hello");
    CHECK(reply.header("Connection") == "close");
    CHECK(client.closed());
  }
  drain.wait();
  CHECK(fixture.server->open_connections() == 0);
}

TEST_CASE("a connection accepted just before a drain may still send its request") {
  Fixture fixture;
  auto held = fixture.hold();
  Client client = fixture.connect();
  Drain drain(fixture);
  held.reset();
  Fixture::until([&] { return fixture.server->open_connections() == 1; });
  client.send(hello);
  CHECK(client.read().body == "hello");
  CHECK(client.closed());
  drain.wait();
}

TEST_CASE("an accept that completes while the drain waits its turn is served, too") {
  Limits limits;
  limits.queue_ms_max = 60'000;
  Fixture fixture(limits);
  Client busy = fixture.connect();
  CHECK(busy.get("/hello").body == "hello");
  // In one look at its sockets the worker finds a request that takes its time, then the listener
  // with two connections. The drain is asked for while that request is handled, so it comes after
  // the first accept and before the second, which completes at once.
  auto held = fixture.hold();
  busy.send("GET /slow?400 HTTP/1.1\r\nHost: a\r\n\r\n");
  Client one = fixture.connect();
  Client two = fixture.connect();
  one.send(hello);
  two.send(hello);
  held.reset();
  Fixture::until([&] { return fixture.total(&Counts::requests) == 2; });
  Drain drain(fixture);
  CHECK(busy.read().status == 200);
  CHECK(one.read().body == "hello");
  CHECK(two.read().body == "hello");
  drain.wait();
}

TEST_CASE("a connection that never sends anything does not hold up a drain") {
  Fixture fixture;
  Client client = fixture.connect();
  Fixture::until([&] { return fixture.server->open_connections() == 1; });
  Drain drain(fixture);
  drain.wait();
  CHECK(client.closed());
}

TEST_CASE("idle connections close at once, and nothing is accepted any more") {
  Fixture fixture;
  Client client = fixture.connect();
  CHECK(client.get("/hello").status == 200);
  Drain drain(fixture);
  drain.wait();
  CHECK(client.closed());
  CHECK_THROWS(fixture.connect());
}

TEST_CASE("requests that have been received are answered before a drain ends") {
  Fixture fixture;
  Client client = fixture.connect();
  CHECK(client.get("/hello").status == 200);
  auto held = fixture.hold();
  client.send(hello + hello + hello);
  Drain drain(fixture);
  held.reset();
  const auto replies = split(client.read_to_end());
  REQUIRE(replies.size() == 3);
  CHECK(replies[0].header("Connection").empty());
  CHECK(replies[2].header("Connection") == "close");
  drain.wait();
}

TEST_CASE("a request that has been begun is read and answered") {
  Fixture fixture;
  Client client = fixture.connect();
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe");
  Fixture::until([&] { return fixture.total(&Counts::bytes_in) > 0; });
  Drain drain(fixture);
  client.send("llo");
  const Reply reply = client.read();
  CHECK(reply.body == "hello");
  CHECK(reply.header("Connection") == "close");
  CHECK(client.closed());
  drain.wait();
}

TEST_CASE("a deferred answer is waited for") {
  Fixture fixture;
  Client client = fixture.connect();
  client.send("GET /later HTTP/1.1\r\nHost: a\r\n\r\n");
  auto deferred = fixture.later.take();
  Drain drain(fixture);
  deferred->send(200, ContentType::json, "later");
  const Reply reply = client.read();
  CHECK(reply.body == "later");
  CHECK(reply.header("Connection") == "close");
  CHECK(client.closed());
  drain.wait();
}

TEST_CASE("a deferred answer with a longer wait is waited for as long") {
  Limits limits;
  limits.deferred_timeout_ms = 200;
  Fixture fixture(limits);
  Client patient = fixture.connect();
  patient.send("GET /later?60000 HTTP/1.1\r\nHost: a\r\n\r\n");
  auto slow = fixture.later.take();
  Client usual = fixture.connect();
  usual.send("GET /later HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto never = fixture.later.take();
  Drain drain(fixture);
  CHECK(usual.read().status == 503);
  CHECK(usual.closed());
  slow->send(200, ContentType::json, "at last");
  const Reply reply = patient.read();
  CHECK(reply.body == "at last");
  CHECK(reply.header("Connection") == "close");
  CHECK(patient.closed());
  drain.wait();
}

TEST_CASE("a drain of an unused server is over at once, each time") {
  Fixture fixture({}, 3);
  Drain first(fixture);
  first.wait();
  Drain second(fixture);
  second.wait();
}

TEST_CASE("no answer is lost while clients hammer a server that drains") {
  Fixture fixture({}, 2);
  std::atomic<int> broken{0};
  std::atomic<int> answered{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      // Keep-alive clients: until they are told to close, each request gets its answer; a request
      // that crosses a close may be answered or not, but never in part.
      try {
        for (;;) {
          Client client = fixture.connect();
          for (bool open = true; open;) {
            if (!client.try_send(hello)) break;
            Reply reply;
            try {
              reply = client.read();
            } catch (const std::exception&) {
              break;
            }
            if (reply.body != "hello") ++broken;
            ++answered;
            open = reply.header("Connection") != "close";
          }
        }
      } catch (const std::exception&) {  // nobody listens any more
      }
    });
  }
  Fixture::until([&] { return answered > 200; });
  Drain drain(fixture);
  drain.wait();
  for (auto& thread : threads) thread.join();
  CHECK(broken == 0);
  CHECK(fixture.total(&Counts::requests) == static_cast<uint64_t>(answered));
}
