// Clients that take their time: many of them are closed in theirs, and nobody else waits for them.
#include <cstdlib>

#include "http/context.h"
#include "http/fixture.h"
#include "support/catch.h"

using namespace spark::http;
using namespace spark::http::test;

namespace {

constexpr size_t clients_max = 100;  // a tenth of what the soak holds against a real host

const std::string host = "Host: localhost\r\n";

Limits hasty() {
  Limits limits;
  limits.head_timeout_ms = 600;
  limits.body_timeout_ms = 600;
  limits.write_timeout_ms = 600;
  limits.pipeline_bytes_max = 16 * 1024;
  return limits;
}

// All of them have begun and do not go on; meanwhile everybody else is answered; then they are
// gone.
void outlive(const std::string& beginning, Count Counts::*counted) {
  Fixture fixture(hasty());
  std::vector<Client> slow;
  for (size_t i = 0; i < clients_max; ++i) {
    slow.push_back(fixture.connect());
    slow.back().send(beginning);
  }
  Client healthy = fixture.connect();
  int answered = 0;
  Fixture::until([&] {
    if (healthy.get("/hello").body == "hello") ++answered;
    return fixture.total(counted) == clients_max;
  });
  CHECK(answered > 0);
  CHECK(fixture.total(counted) == clients_max);
  slow.clear();
  Fixture::until([&] { return fixture.server->open_connections() == 1; });
  CHECK(healthy.get("/hello").body == "hello");
}

}  // namespace

TEST_CASE("a hundred clients that do not end their headers hold up nobody and are closed") {
  outlive("GET / HTTP/1.1\r\n" + host + "X-Slow: ", &Counts::read_timeouts);
}

TEST_CASE("a hundred clients that do not end their bodies hold up nobody and are closed") {
  outlive("POST /echo HTTP/1.1\r\n" + host + "Content-Length: 100\r\n\r\nx",
          &Counts::read_timeouts);
}

TEST_CASE("a hundred clients that do not read their answers hold up nobody and are closed") {
  outlive("GET /big?2000000 HTTP/1.1\r\n" + host + "\r\n", &Counts::write_timeouts);
}

TEST_CASE("a client that does not read its answer is told by a reset that it has been given up") {
  Fixture fixture(hasty());
  Client client = fixture.connect();
  client.send("GET /big?8000000 HTTP/1.1\r\n" + host + "\r\n");
  Fixture::until([&] { return fixture.total(&Counts::write_timeouts) == 1; });
  CHECK_THROWS(client.read_to_end());
}

TEST_CASE("a request has waited for as long as the timer before it is overdue") {
  CHECK(queued_ns(1'000'000'000, 1'100'000'000) == 0);
  CHECK(queued_ns(1'000'000'000, 1'150'000'000) == 50'000'000);
  CHECK(queued_ns(1'000'000'000, 1'010'000'000) < 0);
}

TEST_CASE("requests behind one that takes all the time are refused until the worker comes round") {
  Limits limits;
  limits.queue_ms_max = 20;
  Fixture fixture(limits);
  Client client = fixture.connect();
  // All of these arrive in one read: the timer cannot run before the last of them is handled.
  const std::string get = " HTTP/1.1\r\n" + host + "\r\n";
  client.send("GET /slow?250" + get + "GET /hello" + get + "GET /hello" + get);
  CHECK(client.read().status == 200);
  for (int i = 0; i < 2; ++i) {
    const Reply refused = client.read();
    CHECK(refused.status == 503);
    CHECK(refused.header("Retry-After") == "1");
    CHECK(refused.header("Connection") != "close");
  }
  CHECK(fixture.total(&Counts::overloads) == 2);
  // Operators are never refused.
  Client vital = fixture.connect_vital();
  vital.send("GET /slow?250" + get + "GET /hello" + get + "GET /hello" + get);
  for (int i = 0; i < 3; ++i) CHECK(vital.read().status == 200);
  CHECK(fixture.total(&Counts::overloads) == 2);
  Fixture::until([&] { return client.get("/hello").status == 200; });
}

TEST_CASE("a page that tells of the host is answered by a late worker, a few times a second") {
  Limits limits;
  limits.queue_ms_max = 20;
  Fixture fixture(limits);
  Client client = fixture.connect();
  const std::string get = " HTTP/1.1\r\n" + host + "\r\n";
  std::string all = "GET /slow?250" + get + "GET /hello" + get;
  constexpr uint32_t more = 4;
  for (uint32_t i = 0; i < late_a_second_max + more; ++i) all += "GET /metrics" + get;
  client.send(all);
  CHECK(client.read().status == 200);
  CHECK(client.read().status == 503);
  for (uint32_t i = 0; i < late_a_second_max + more; ++i)
    CHECK(client.read().status == (i < late_a_second_max ? 200 : 503));
  CHECK(fixture.total(&Counts::overloads) == 1 + more);
}

TEST_CASE("where a worker waits by design, requests behind a slow one are answered late") {
  Limits limits;
  limits.queue_ms_max = 20;
  limits.refuses_late = false;
  Fixture fixture(limits);
  Client client = fixture.connect();
  const std::string get = " HTTP/1.1\r\n" + host + "\r\n";
  client.send("GET /slow?250" + get + "GET /hello" + get);
  CHECK(client.read().status == 200);
  CHECK(client.read().status == 200);
  CHECK(fixture.total(&Counts::overloads) == 0);
}
