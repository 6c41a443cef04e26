// Each way of making the server wait, with short limits. No test relies on how fast anything is: a
// timeout that does not come is a failed wait, one that comes too early a missing answer.
#include <thread>

#include "http/fixture.h"
#include "support/catch.h"

using namespace spark::http;
using namespace spark::http::test;

TEST_CASE("a head that does not end is a 408") {
  Limits limits;
  limits.head_timeout_ms = 200;
  Fixture fixture(limits);
  Client client = fixture.connect();
  client.send("GET /hello HTTP/1.1\r\nHost:");
  const Reply reply = client.read();
  CHECK(reply.status == 408);
  CHECK(reply.header("Connection") == "close");
  CHECK(client.closed());
  CHECK(fixture.total(&Counts::read_timeouts) == 1);
}

TEST_CASE("a head that trickles in does not get more time") {
  Limits limits;
  limits.head_timeout_ms = 300;
  Fixture fixture(limits);
  Client client = fixture.connect();
  client.send("GET /hello HTTP/1.1\r\nHost: a\r\nX: ");
  std::string answer;
  Fixture::until([&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    client.try_send("a");
    return !(answer = client.read_available()).empty();
  });
  CHECK(answer.substr(0, 12) == "HTTP/1.1 408");
}

TEST_CASE("a body that does not end is a 408") {
  Limits limits;
  limits.body_timeout_ms = 200;
  Fixture fixture(limits);
  Client client = fixture.connect();
  client.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhell");
  CHECK(client.read().status == 408);
  CHECK(client.closed());
}

TEST_CASE("a body's time begins with the head, not after it") {
  Limits limits;
  limits.head_timeout_ms = 2'000;
  limits.body_timeout_ms = 2'000;
  Fixture fixture(limits);
  Client patient = fixture.connect();
  patient.send("POST /echo HTTP/1.1\r\nHost: a\r\n");
  std::this_thread::sleep_for(std::chrono::milliseconds(1'000));  // of its two seconds
  patient.send("Content-Length: 5\r\n\r\nhell");
  Client late = fixture.connect();
  late.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhell");
  Fixture::until([&] { return fixture.total(&Counts::read_timeouts) > 0; });
  // Theirs would end together if the head's time were forgotten.
  CHECK(fixture.total(&Counts::read_timeouts) == 1);
  CHECK(patient.read().status == 408);
  CHECK(late.read().status == 408);
}

TEST_CASE("a body's time begins with its own head, not with that of the request before") {
  Limits limits;
  limits.queue_ms_max = 60'000;
  limits.head_timeout_ms = 4'000;
  limits.body_timeout_ms = 2'000;
  Fixture fixture(limits);
  Client first = fixture.connect();
  first.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhell");
  Client second = fixture.connect();
  second.send("GET /hello HTTP/1.1\r\nHost: a\r\n");
  std::this_thread::sleep_for(std::chrono::milliseconds(1'000));  // of the first one's two seconds
  // One read ends a request and begins another, whose body is under way at the end of it.
  second.send("\r\nPOST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhell");
  CHECK(second.read().body == "hello");
  CHECK(first.read().status == 408);
  second.send("o");
  CHECK(second.read().body == "hello");
}

TEST_CASE("an idle connection closes without a word") {
  Limits limits;
  limits.idle_timeout_ms = 200;
  Fixture fixture(limits);
  Client silent = fixture.connect();
  Client served = fixture.connect();
  Client tolerated = fixture.connect();
  CHECK(served.get("/hello").status == 200);
  tolerated.send("\r\n");
  CHECK(silent.read_to_end().empty());
  CHECK(served.read_to_end().empty());
  CHECK(tolerated.read_to_end().empty());
  CHECK(fixture.total(&Counts::idle_timeouts) == 3);
  CHECK(fixture.total(&Counts::read_timeouts) == 0);
}

TEST_CASE("requests put off the idle timeout") {
  Limits limits;
  limits.idle_timeout_ms = 400;
  limits.head_timeout_ms = 400;
  Fixture fixture(limits);
  Client client = fixture.connect();
  for (int i = 0; i < 15; ++i) {
    REQUIRE(client.get("/hello").status == 200);
    std::this_thread::sleep_for(std::chrono::milliseconds(60));
  }
  CHECK(client.closed());
}

TEST_CASE("a deferred answer that does not come is a 503, and the late one is swallowed") {
  Limits limits;
  limits.deferred_timeout_ms = 200;
  Fixture fixture(limits);
  Client client = fixture.connect();
  client.send("GET /later HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto late = fixture.later.take();
  const Reply reply = client.read();
  CHECK(reply.status == 503);
  CHECK(reply.header("Retry-After") == "1");
  CHECK(fixture.total(&Counts::deferred_timeouts) == 1);
  client.send("GET /later HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto second = fixture.later.take();
  late->send(200, ContentType::json, "late");
  second->send(200, ContentType::json, "second");
  CHECK(client.read().body == "second");
}

TEST_CASE("a handler may ask for another wait than the usual one, for this answer alone") {
  Limits limits;
  limits.deferred_timeout_ms = 200;
  Fixture fixture(limits);
  Client patient = fixture.connect();
  patient.send("GET /later?60000 HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto slow = fixture.later.take();
  Client usual = fixture.connect();
  usual.send("GET /later HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto never = fixture.later.take();
  // The usual wait, which began later, is over.
  CHECK(usual.read().status == 503);
  slow->send(200, ContentType::json, "at last");
  CHECK(patient.read().body == "at last");
  CHECK(fixture.total(&Counts::deferred_timeouts) == 1);
  patient.send("GET /later HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto next = fixture.later.take();
  CHECK(patient.read().status == 503);
}

TEST_CASE("the wait that a handler asks for ends, too") {
  Limits limits;
  limits.deferred_timeout_ms = 60'000;
  Fixture fixture(limits);
  Client client = fixture.connect();
  client.send("GET /later?200 HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto late = fixture.later.take();
  const Reply reply = client.read();
  CHECK(reply.status == 503);
  CHECK(reply.header("Retry-After") == "1");
  late->send(200, ContentType::json, "late");
  CHECK(client.get("/hello").body == "hello");
}

TEST_CASE("a peer that takes no bytes is closed") {
  Limits limits;
  limits.write_timeout_ms = 200;
  Fixture fixture(limits);
  Client client = fixture.connect();
  client.send("GET /big?50000000 HTTP/1.1\r\nHost: a\r\n\r\n");
  Fixture::until([&] { return fixture.total(&Counts::write_timeouts) == 1; });
  Fixture::until([&] { return fixture.server->open_connections() == 0; });
}

TEST_CASE("a slow peer that goes on taking bytes is not closed") {
  Limits limits;
  limits.write_timeout_ms = 800;
  Fixture fixture(limits);
  Client client(fixture.port(), 32'768);
  client.send("GET /big?30000000 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
  const auto slow_until = std::chrono::steady_clock::now() + std::chrono::milliseconds(2'500);
  size_t taken = 0;
  while (const size_t bytes = client.discard(16'384)) {
    taken += bytes;
    const bool slow = std::chrono::steady_clock::now() < slow_until;
    if (slow) std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  CHECK(taken > 30'000'000);
  CHECK(fixture.total(&Counts::write_timeouts) == 0);
}

TEST_CASE("a client that does not close after the last answer is closed") {
  Fixture fixture;
  Client client = fixture.connect();
  client.send("GET / \r\n");
  CHECK(client.read().status == 400);
  CHECK(client.closed());
  Fixture::until([&] { return fixture.server->open_connections() == 0; });
}

TEST_CASE("an idle connection that has given back its memory serves on") {
  Fixture fixture;
  Client client = fixture.connect();
  const std::string body(300'000, 'b');
  CHECK(client.post("/echo", body).body == body);
  std::this_thread::sleep_for(std::chrono::milliseconds(shrink_after_ms + 500));
  CHECK(client.post("/echo", body).body == body);
}
