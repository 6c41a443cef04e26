// Requests and answers over loopback sockets, as bytes.
// The server over loopback sockets: raw bytes in, raw bytes out.
#include <atomic>
#include <thread>

#include "http/fixture.h"
#include "support/catch.h"

using namespace spark::http;
using namespace spark::http::test;

namespace {

const std::string host = "Host: localhost\r\n";

std::string get(const std::string& path, const std::string& headers = "") {
  return "GET " + path + " HTTP/1.1\r\n" + host + headers + "\r\n";
}

}  // namespace

TEST_CASE("a connection answers one request after the other") {
  Fixture fixture;
  Client client = fixture.connect();
  for (int i = 0; i < 3; ++i) {
    const Reply reply = client.get("/hello");
    CHECK(reply.status == 200);
    CHECK(reply.body == "hello");
    CHECK(reply.header("Content-Type") == "application/json");
    CHECK(reply.header("Connection").empty());
  }
  CHECK(client.post("/echo", "{\"a\":1}").body == "{\"a\":1}");
  CHECK(fixture.total(&Counts::accepted) == 1);
  CHECK(fixture.total(&Counts::requests) == 4);
}

TEST_CASE("fifty pipelined requests are answered in order") {
  Fixture fixture;
  Client client = fixture.connect();
  std::string all;
  for (int i = 0; i < 50; ++i) all += get("/name?" + std::to_string(i));
  client.send(all);
  for (int i = 0; i < 50; ++i) CHECK(client.read().body == std::to_string(i));
}

TEST_CASE("deferred answers keep their place among pipelined ones") {
  Fixture fixture;
  Client client = fixture.connect();
  client.send(get("/name?1") + get("/later") + get("/name?3") + get("/later") + get("/name?5"));
  CHECK(client.read().body == "1");
  fixture.later.take()->send(202, ContentType::json, "2");
  const Reply second = client.read();
  CHECK(second.status == 202);
  CHECK(second.body == "2");
  CHECK(client.read().body == "3");
  std::thread([&] { fixture.later.take()->send(200, ContentType::json, "4"); }).join();
  CHECK(client.read().body == "4");
  CHECK(client.read().body == "5");
}

TEST_CASE("a deferred answer that is dropped is a 500") {
  Fixture fixture;
  Client client = fixture.connect();
  client.send(get("/later"));
  fixture.later.take().reset();
  CHECK(client.read().status == 500);
  CHECK(client.get("/hello").status == 200);
}

TEST_CASE(
    "a deferred answer for a client that is gone, or after the server is gone, is swallowed") {
  std::unique_ptr<Deferred> orphan;
  std::unique_ptr<Deferred> posthumous;
  {
    Fixture fixture;
    {
      Client client = fixture.connect();
      client.send(get("/later"));
      orphan = fixture.later.take();
    }
    orphan->send(200, ContentType::json, "nobody");
    Fixture::until([&] { return fixture.server->open_connections() == 0; });
    Client client = fixture.connect();
    client.send(get("/later"));
    posthumous = fixture.later.take();
  }
  posthumous->send(200, ContentType::json, "nobody");
}

TEST_CASE("HEAD is GET without the body") {
  Fixture fixture;
  Client client = fixture.connect();
  client.send("HEAD /hello HTTP/1.1\r\n" + host + "\r\n");
  const Reply reply = client.read(true);
  CHECK(reply.status == 200);
  CHECK(reply.header("Content-Length") == "5");
  client.send("HEAD /later HTTP/1.1\r\n" + host + "\r\n");
  fixture.later.take()->send(200, ContentType::json, "later");
  CHECK(client.read(true).header("Content-Length") == "5");
  CHECK(client.get("/hello").body == "hello");
}

TEST_CASE("what no handler answers is an error in JSON, and the connection goes on") {
  Fixture fixture;
  Client client = fixture.connect();
  const Reply unknown = client.get("/nowhere");
  CHECK(unknown.status == 404);
  CHECK(unknown.body == "{\"error\":\"unknown route: GET /nowhere\"}");
  const Reply wrong = client.get("/echo");
  CHECK(wrong.status == 405);
  CHECK(wrong.header("Allow") == "POST, OPTIONS");
  CHECK(client.get("/silent").status == 500);
  const Reply threw = client.get("/throws");
  CHECK(threw.status == 500);
  CHECK(threw.body == "{\"error\":\"the handler failed: oh\"}");
  const Counts& counts = fixture.server->counts(0);
  CHECK(counts.refused_with(404) == 1);
  CHECK(counts.refused_with(405) == 1);
  CHECK(counts.refused_with(500) == 2);
  CHECK(counts.handler_failures.get() == 2);
}

TEST_CASE("a body is taken as it is whatever its Content-Type says") {
  Fixture fixture;
  Client client = fixture.connect();
  for (const char* type : {"application/json", "application/json; charset=utf-8", "text/plain",
                           "application/x-www-form-urlencoded", "text/plain;charset=UTF-8", "?"}) {
    INFO(type);
    const std::string header = "Content-Type: " + std::string(type) + "\r\n";
    CHECK(client.post("/echo", "{}", header).body == "{}");
    CHECK(client.post("/admin", "{}", header + "Authorization: Bearer s3cret\r\n").status == 200);
  }
}

TEST_CASE("a connection closes when either side asks for it, after the answer") {
  Fixture fixture;
  for (const char* request :
       {"GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
        "GET /hello HTTP/1.0\r\n\r\n", "GET /last HTTP/1.1\r\nHost: a\r\n\r\n"}) {
    Client client = fixture.connect();
    client.send(request);
    const Reply reply = client.read();
    CHECK(reply.status == 200);
    CHECK(reply.header("Connection") == "close");
    CHECK(client.closed());
  }
}

TEST_CASE("HTTP/1.0 keeps the connection when asked, and is told so") {
  Fixture fixture;
  Client client = fixture.connect();
  for (int i = 0; i < 2; ++i) {
    client.send("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
    CHECK(client.read().header("Connection") == "keep-alive");
  }
}

TEST_CASE("a client that has shut its side still gets its answers") {
  Fixture fixture;
  Client client = fixture.connect();
  client.send(get("/hello") + get("/later") + get("/hello"));
  client.shut();
  fixture.later.take()->send(200, ContentType::json, "later");
  const auto replies = split(client.read_to_end());
  REQUIRE(replies.size() == 3);
  CHECK(replies[1].body == "later");
}

TEST_CASE("a client that resets its connection is counted, and nobody else notices") {
  Fixture fixture;
  Client other = fixture.connect();
  CHECK(other.get("/hello").status == 200);
  const std::string beginnings[] = {
      "", "GET /hel", "POST /echo HTTP/1.1\r\n" + host,
      "POST /echo HTTP/1.1\r\n" + host + "Content-Length: 5\r\n\r\nhe", get("/hello") + "GET "};
  uint64_t resets = 0;
  for (const std::string& beginning : beginnings) {
    INFO(beginning);
    const uint64_t expected = fixture.total(&Counts::bytes_in) + beginning.size();
    Client client = fixture.connect();
    client.send(beginning);
    Fixture::until([&] { return fixture.total(&Counts::bytes_in) == expected; });
    client.reset();
    ++resets;
    Fixture::until([&] { return fixture.total(&Counts::resets) == resets; });
    Fixture::until([&] { return fixture.server->open_connections() == 1; });
  }
  CHECK(other.get("/hello").body == "hello");
}

TEST_CASE("a client is told to continue before it sends its body, and only then") {
  Fixture fixture;
  Client client = fixture.connect();
  const std::string head = "POST /echo HTTP/1.1\r\n" + host + "Content-Length: 2\r\n";
  client.send(head + "Expect: 100-continue\r\n\r\n");
  CHECK(client.read().status == 100);
  client.send("hi");
  CHECK(client.read().body == "hi");
  client.send(head + "\r\n");
  client.send("ho");
  CHECK(client.read().body == "ho");
  client.send(get("/hello") + head + "Expect: 100-continue\r\n\r\n");
  CHECK(client.read().body == "hello");
  CHECK(client.read().status == 100);
}

TEST_CASE("a body that arrives in many pieces is one body") {
  Fixture fixture;
  Client client = fixture.connect();
  std::string body;
  std::string chunked = "POST /echo HTTP/1.1\r\n" + host + "Transfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 3'000; ++i) {
    const std::string piece = std::to_string(i) + std::string(static_cast<size_t>(i) % 50, '.');
    char size[16];
    std::snprintf(size, sizeof size, "%zx\r\n", piece.size());
    chunked += size + piece + "\r\n";
    body += piece;
  }
  client.send(chunked + "0\r\n\r\n" + get("/hello"));
  CHECK(client.read().body == body);
  CHECK(client.read().body == "hello");
  CHECK(client.post("/echo", body).body == body);
}

TEST_CASE("requests before the first routes are told to come later") {
  auto server = std::move(Server::open({{"test", "127.0.0.1", 0, ""}}, {}, 1).value());
  server->start(nullptr);
  Client client(server->port(0));
  CHECK(client.get("/hello").status == 503);
}

TEST_CASE("published routes are in force on all workers once acknowledged") {
  Fixture fixture({}, 3);
  std::vector<Client> clients;
  for (int i = 0; i < 12; ++i) clients.push_back(fixture.connect());
  for (Client& client : clients) CHECK(client.get("/hello").body == "hello");

  const auto answer = [](Exchange& exchange) {
    exchange.response().status(200);
    exchange.response().body() += "second";
  };
  std::atomic<int> acknowledged{0};
  auto routers = std::make_shared<std::vector<Router>>();
  routers->emplace_back(std::vector<Route>{{"GET", "/hello", Access::open, answer}});
  routers->emplace_back(std::vector<Route>{});  // of the vital listener
  std::weak_ptr<std::vector<Router>> present = routers;
  fixture.server->publish(std::move(routers), [&](uint32_t) { ++acknowledged; });
  Fixture::until([&] { return acknowledged == 3; });
  for (Client& client : clients) {
    CHECK(client.get("/hello").body == "second");
    CHECK(client.get("/name?x").status == 404);
  }

  auto third = std::make_shared<std::vector<Router>>();
  third->resize(2, Router(std::vector<Route>{}));
  fixture.server->publish(std::move(third), [&](uint32_t) { ++acknowledged; });
  Fixture::until([&] { return acknowledged == 6; });
  Fixture::until([&] { return present.expired(); });
}

TEST_CASE("requests of many clients are all answered by their own answers") {
  Fixture fixture({}, 2);
  std::vector<std::thread> threads;
  std::atomic<int> right{0};
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int round = 0; round < 10; ++round) {
        Client client = fixture.connect();
        for (int i = 0; i < 20; ++i) {
          const std::string name = std::to_string(t * 1000 + i);
          if (client.get("/name?" + name).body == name) ++right;
        }
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(right == 8 * 10 * 20);
}

TEST_CASE("a stopped server has closed its connections") {
  Fixture fixture;
  Client idle = fixture.connect();
  Client waiting = fixture.connect();
  CHECK(idle.get("/hello").status == 200);
  waiting.send(get("/later"));
  const auto deferred = fixture.later.take();
  fixture.server->stop();
  CHECK(idle.closed());
  CHECK(waiting.closed());
  fixture.server->stop();
  fixture.server->post(0, [] {});
}
