// Operators get in: past too many connections on data listeners and on their own, past overload,
// past a lack of descriptors, and while the host drains.
#include <future>

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

TEST_CASE("an operator's request that has begun makes room for nobody") {
  Fixture fixture;
  auto begun = many(vital_connections_max, [&] { return fixture.connect_vital(); });
  const uint64_t bytes = beginning.size() * begun.size();
  for (Client& client : begun) client.send(beginning);
  Fixture::until([&] { return fixture.total(&Counts::bytes_in) == bytes; });
  Client late = fixture.connect_vital();
  CHECK(late.read().status == 503);
  CHECK(fixture.total(&Counts::shed) == 1);
  for (Client& client : begun) {
    client.send("a\r\n\r\n");
    CHECK(client.read().body == "hello");
  }
  CHECK(fixture.connect_vital().get("/hello").status == 200);
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
