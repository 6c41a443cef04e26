// Operators get in: past too many connections on data listeners and on their own, past overload,
// past a lack of descriptors, and while the host drains.
#include <atomic>
#include <deque>
#include <exception>
#include <future>
#include <thread>

#include "http/descriptors.h"
#include "http/fixture.h"
#include "support/catch.h"

using namespace spark::http;
using namespace spark::http::test;

namespace {

const std::string get = "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n";
const std::string beginning = "GET /hello HTTP/1.1\r\nHost: ";

template <class Connect>
std::vector<Client> many(size_t count, const Connect& connect) {
  std::vector<Client> clients;
  for (size_t i = 0; i < count; ++i) clients.push_back(connect());
  return clients;
}

// Connections to the operators' listener whose first bytes have been read.
std::vector<Client> begin_vital(const Fixture& fixture, size_t count, const std::string& bytes) {
  std::vector<Client> clients;
  for (size_t i = 0; i < count; ++i) {
    const uint64_t before = fixture.total(&Counts::bytes_in);
    clients.push_back(fixture.connect_vital());
    clients.back().send(bytes);
    Fixture::until([&] { return fixture.total(&Counts::bytes_in) >= before + bytes.size(); });
  }
  return clients;
}

}  // namespace

TEST_CASE("connections that are refused on a data listener take nothing from operators") {
  Limits limits;
  limits.connections_max = 2;
  Fixture fixture(limits);
  // Told 503, and open until they have read it.
  const auto refused = many(2 + shed_connections_max, [&] { return fixture.connect(); });
  Fixture::until([&] { return fixture.total(&Counts::shed) == shed_connections_max; });
  for (size_t i = 0; i < vital_connections_max; ++i)
    CHECK(fixture.connect_vital().post("/safe", "").status == 200);
}

TEST_CASE("operators get in past idle connections to their own listener, the oldest makes room") {
  Fixture fixture;
  auto idle = many(vital_connections_max, [&] { return fixture.connect_vital(); });
  for (Client& client : idle) CHECK(client.get("/hello").status == 200);
  Client late = fixture.connect_vital();
  CHECK(late.post("/safe", "").status == 200);
  CHECK(idle.front().closed());
  CHECK(fixture.total(&Counts::yielded) == 1);
  CHECK(fixture.total(&Counts::shed) == 0);
  for (size_t i = 1; i < idle.size(); ++i) CHECK(idle[i].get("/hello").status == 200);
  // However many there are.
  const auto flood = many(10 * vital_connections_max, [&] { return fixture.connect_vital(); });
  CHECK(fixture.connect_vital().post("/safe", "").status == 200);
  CHECK(fixture.total(&Counts::shed) == 0);
}

TEST_CASE("operators get in past slow requests without a key, the oldest makes room") {
  const std::string unfinished_body = "Host: localhost\r\nContent-Length: 9\r\n\r\n{";
  const struct {
    const char* name;
    std::string begun;
    const char* told;
  } cases[] = {
      {"a head", beginning, "without a key"},
      {"a body", "POST /echo HTTP/1.1\r\n" + unfinished_body, "without a key"},
      {"a safe body", "POST /safe HTTP/1.1\r\n" + unfinished_body, "took effect all the same"},
      {"a wrong key", "POST /echo HTTP/1.1\r\nAuthorization: Bearer no\r\n" + unfinished_body,
       "without a key"},
  };
  for (const auto& c : cases) {
    INFO(c.name);
    Fixture fixture;
    auto slow = begin_vital(fixture, vital_connections_max, c.begun);
    for (size_t i = 0; i < 3; ++i) {
      CHECK(fixture.connect_vital().post("/safe", "").status == 200);
      const Reply reply = slow[i].read();
      CHECK(reply.status == 503);
      CHECK(reply.body.find(c.told) != std::string::npos);
      CHECK(slow[i].closed());
      // The operator has left, and one that is slow comes instead.
      slow.push_back(std::move(begin_vital(fixture, 1, c.begun).front()));
    }
    // However many there are.
    const auto flood = begin_vital(fixture, 4 * vital_connections_max, c.begun);
    CHECK(fixture.connect_vital().post("/safe", "").status == 200);
    CHECK(fixture.total(&Counts::shed) == 0);
    CHECK(fixture.total(&Counts::open) <= vital_connections_max + 2);
  }
}

TEST_CASE("operators get in past peers that take no responses") {
  Fixture fixture;
  const auto deaf = begin_vital(fixture, vital_connections_max,
                                "GET /big?8000000 HTTP/1.1\r\nHost: localhost\r\n\r\n");
  CHECK(fixture.connect_vital().post("/safe", "").status == 200);
  CHECK(fixture.total(&Counts::yielded) == 1);
}

TEST_CASE("a request with the key makes room for nobody") {
  Fixture fixture;
  auto begun = begin_vital(fixture, vital_connections_max,
                           "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n"
                           "Authorization: Bearer s3cret\r\n\r\n{");
  CHECK(fixture.connect_vital().read().status == 503);
  CHECK(fixture.total(&Counts::shed) == 1);
  for (Client& client : begun) {
    client.send("}");
    CHECK(client.read().body == "{}");
  }
  CHECK(fixture.connect_vital().get("/hello").status == 200);
}

TEST_CASE("a request that waits for its answer makes room for nobody") {
  Fixture fixture;
  auto waiting =
      begin_vital(fixture, vital_connections_max, "GET /later HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(fixture.connect_vital().read().status == 503);
  for (Client& client : waiting) {
    fixture.later.take()->send(200, ContentType::json, "{}");
    CHECK(client.read().status == 200);
  }
}

TEST_CASE("a connection that makes room answers the request that has come meanwhile") {
  Fixture fixture;
  auto served = many(vital_connections_max, [&] { return fixture.connect_vital(); });
  for (Client& client : served) CHECK(client.get("/hello").status == 200);
  auto held = fixture.hold();
  Client late = fixture.connect_vital();
  late.send("POST /safe HTTP/1.1\r\nHost: localhost\r\n\r\n");
  for (Client& client : served) client.send(get);
  held.reset();
  CHECK(late.read().body == "safe");
  for (Client& client : served) CHECK(client.read().body == "hello");
  CHECK(fixture.total(&Counts::shed) == 0);
  CHECK(fixture.total(&Counts::yielded) == 1);
}

TEST_CASE("a connection that was just opened is not closed while one that was served is idle") {
  Fixture fixture;
  Client opened = fixture.connect_vital();
  Fixture::until([&] { return fixture.total(&Counts::accepted) == 1; });
  auto served = many(vital_connections_max - 1, [&] { return fixture.connect_vital(); });
  for (Client& client : served) CHECK(client.get("/hello").status == 200);
  CHECK(fixture.connect_vital().post("/safe", "").status == 200);
  CHECK(served.front().closed());
  CHECK(opened.get("/hello").status == 200);
}

TEST_CASE("operators who call at the same time, each time anew, are all answered") {
  constexpr size_t operators = vital_connections_max - 1;
  constexpr size_t calls = 100;
  const Fixture fixture;
  std::atomic<size_t> answered{0};
  {
    std::vector<std::jthread> threads;
    for (size_t i = 0; i < operators; ++i) {
      threads.emplace_back([&] {
        std::deque<Client> open;  // the one before stays so during a call
        for (size_t call = 0; call < calls; ++call) {
          try {
            open.push_back(fixture.connect_vital());
            if (open.back().post("/safe", "").status == 200) ++answered;
          } catch (const std::exception&) {  // closed or reset without an answer
          }
          if (open.size() > 1) open.pop_front();
        }
      });
    }
  }
  CHECK(answered == operators * calls);
  CHECK(fixture.total(&Counts::yielded) > 0);
}

TEST_CASE("the safe direction is never refused for having waited, on a data listener either") {
  Limits limits;
  limits.queue_ms_max = 20;
  Fixture fixture(limits);
  Client client = fixture.connect();
  // All of these arrive in one read: the timer cannot run before the last of them is handled.
  client.send("GET /slow?250 HTTP/1.1\r\nHost: a\r\n\r\n" + get +
              "POST /safe HTTP/1.1\r\nHost: a\r\n\r\n" + get);
  CHECK(client.read().status == 200);
  CHECK(client.read().status == 503);
  CHECK(client.read().body == "safe");
  CHECK(client.read().status == 503);
}

TEST_CASE("operators get in while data connections are drained, and do not hold that up") {
  Fixture fixture;
  Client slow = fixture.connect();
  Client idle = fixture.connect_vital();
  CHECK(idle.get("/hello").status == 200);
  slow.send(beginning);
  Fixture::until([&] { return fixture.total(&Counts::bytes_in) == get.size() + beginning.size(); });
  std::promise<void> drained;
  fixture.server->drain([&] { drained.set_value(); });
  CHECK(idle.closed());
  for (int i = 0; i < 3; ++i) {
    Client operating = fixture.connect_vital();
    const Reply reply = operating.post("/safe", "");
    CHECK(reply.status == 200);
    CHECK(reply.header("Connection") == "close");
    CHECK(operating.closed());
  }
  const Client silent = fixture.connect_vital();
  CHECK_THROWS(fixture.connect());
  slow.send("a\r\n\r\n");
  CHECK(slow.read().body == "hello");
  CHECK(drained.get_future().wait_for(std::chrono::milliseconds(wait_ms)) ==
        std::future_status::ready);
  CHECK_THROWS(fixture.connect_vital());
}

TEST_CASE("data listeners leave the last descriptors to operators") {
  const struct {
    int descriptor;
    uint64_t limit;
    bool leaves;
  } cases[] = {
      {-1, 1'024, false},    {3, 1'024, true},
      {959, 1'024, true},    {960, 1'024, false},
      {1'023, 1'024, false}, {55, 64, true},
      {56, 64, false},       {2'000, 1'024, false},
      {0, 0, false},         {1'000'000, 1'048'576, true},
  };
  for (const auto& c : cases) {
    INFO(c.descriptor << " of " << c.limit);
    CHECK(leaves_descriptors(c.descriptor, c.limit) == c.leaves);
  }
  CHECK(leaves_descriptors(lowest_free_descriptor(), descriptor_limit()));
}
