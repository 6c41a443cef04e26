// The HTTP client against a small server made of sockets.
#include "fake_server.h"
#include "spark/tool/http_client.h"
#include "support/catch.h"

using namespace spark;
using test::FakeServer;
using test::http_answer;
using test::SeenRequest;
using tool::Client;
using tool::Exit;

namespace {

// A port on which nobody listens: one that was free a moment ago.
tool::Address nobody() {
  boost::asio::io_context context;
  const boost::asio::ip::tcp::acceptor taken(context, {boost::asio::ip::address_v4::loopback(), 0});
  return {"127.0.0.1", taken.local_endpoint().port()};
}

}  // namespace

TEST_CASE("a socket in the file system is named by its absolute path") {
  const auto address = tool::parse_url("unix:/run/spark/admin.sock");
  REQUIRE(address.has_value());
  CHECK(address->socket == "/run/spark/admin.sock");
  CHECK(address->text() == "unix:/run/spark/admin.sock");
  CHECK(address->url() == address->text());
  CHECK(tool::is_loopback(*address));
  for (const std::string url : {"unix:", "unix:run/a", "unix:/a b", "unix:/a\n"})
    CHECK_FALSE(tool::parse_url(url).has_value());
  CHECK_FALSE(tool::parse_url("unix:/" + std::string(107, 'a')).has_value());
}

TEST_CASE("a URL is a host and a port, and nothing else") {
  struct Case {
    std::string url, host;
    uint16_t port;
  };
  for (const Case& c :
       {Case{"http://127.0.0.1:4001", "127.0.0.1", 4001}, Case{"http://spark:80/", "spark", 80},
        Case{"http://[::1]:4001", "::1", 4001}}) {
    const auto address = tool::parse_url(c.url);
    INFO(c.url);
    REQUIRE(address.has_value());
    CHECK(address->host == c.host);
    CHECK(address->port == c.port);
  }
  for (const std::string url : {"",
                                "127.0.0.1:4001",
                                "https://a:1",
                                "http://a",
                                "http://a:0",
                                "http://a:65536",
                                "http://a:1x",
                                "http://:1",
                                "http://a/b:1",
                                "http://a:1/path",
                                "http://a\r\nb:1",
                                "http://a:",
                                "http://a:-1",
                                "http://::1:1",
                                "http://[::1:1",
                                "http://[::z]:1",
                                "http://u@a:1",
                                "http://a:1?q",
                                "http://a:1#f",
                                "http://a:1//",
                                "http://a b:1",
                                "http://a%0d:1",
                                "http://a!b:1"}) {
    INFO(url);
    const auto address = tool::parse_url(url);
    REQUIRE(!address.has_value());
    CHECK(address.error().exit == Exit::usage);
  }
}

TEST_CASE("a request carries the credential, its headers and its length") {
  FakeServer server([](const SeenRequest&) { return http_answer(200, "{}"); });
  Client client(server.address(), {.token = "secret", .headers = {{"X-Test", "1"}}});
  const auto answer = client.call("POST", "/a?b=c", "{\"d\":1}");
  REQUIRE(answer.has_value());
  CHECK(answer->status == 200);
  CHECK(answer->body == "{}");

  const auto seen = server.seen();
  REQUIRE(seen.size() == 1);
  CHECK(seen[0].method == "POST");
  CHECK(seen[0].target == "/a?b=c");
  CHECK(seen[0].body == "{\"d\":1}");
  CHECK(seen[0].head.find("Host: " + server.address().text() + "\r\n") != std::string::npos);
  CHECK(seen[0].head.find("Authorization: Bearer secret\r\n") != std::string::npos);
  CHECK(seen[0].head.find("X-Test: 1\r\n") != std::string::npos);
}

TEST_CASE("pipelined answers come in the order of the requests") {
  FakeServer server([](const SeenRequest& request) { return http_answer(200, request.body); });
  Client client(server.address());
  std::string requests;
  for (int i = 0; i < 100; ++i) client.append_request(requests, "POST", "/", std::to_string(i));
  REQUIRE(client.send(requests).has_value());
  for (int i = 0; i < 100; ++i) {
    const auto answer = client.receive();
    REQUIRE(answer.has_value());
    REQUIRE(answer->body == std::to_string(i));
  }
}

TEST_CASE("an answer may be larger than one read and need not be short of a length") {
  const std::string large(300'000, 'x');
  FakeServer server([&](const SeenRequest& request) {
    if (request.target == "/length") return http_answer(200, large);
    return "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n" +
           std::string();
  });
  Client client(server.address());
  CHECK(client.call("GET", "/length")->body == large);
  CHECK(client.call("GET", "/chunked")->body == "abcde");
}

TEST_CASE("a host that is not there is an error that says what to do") {
  Client client(nobody());
  const auto answer = client.call("GET", "/");
  REQUIRE(!answer.has_value());
  CHECK(answer.error().exit == Exit::unreachable);
  CHECK(answer.error().text ==
        "cannot connect to " + client.address().text() +
            ": connection refused; is sparkd running? start it with `make run`");
}

TEST_CASE("an answer that does not come ends in an error, not in a hang") {
  FakeServer server([](const SeenRequest&) { return "hang"; });
  Client client(server.address(), {.token = "", .headers = {}, .response_timeout_ms = 50});
  const auto answer = client.call("GET", "/");
  REQUIRE(!answer.has_value());
  CHECK(answer.error().exit == Exit::failed);
  CHECK(answer.error().text ==
        "reading from " + server.address().text() + ": no answer within 50 ms");
}

TEST_CASE("a lost connection is an error, and the next call opens a new one") {
  int calls = 0;
  FakeServer server(
      [&](const SeenRequest&) { return ++calls == 1 ? "" : http_answer(200, "back"); });
  Client client(server.address());
  const auto lost = client.call("GET", "/");
  REQUIRE(!lost.has_value());
  CHECK(lost.error().text ==
        "reading from " + server.address().text() + ": the connection was closed");
  CHECK(client.call("GET", "/")->body == "back");
}

TEST_CASE("a connection that the host wants closed is opened anew") {
  FakeServer server(
      [](const SeenRequest&) { return http_answer(200, "once", "Connection: close\r\n"); });
  Client client(server.address());
  CHECK(client.call("GET", "/")->body == "once");
  CHECK(client.call("GET", "/")->body == "once");
}

TEST_CASE("what is not HTTP, cut off or too large is an error") {
  struct Case {
    std::string wire, expected;
  };
  const std::vector<Case> cases = {{"SMTP ready\r\n\r\n", "not HTTP from"},
                                   {http_answer(200, std::string(5000, 'x')), "not HTTP from"}};
  for (const Case& c : cases) {
    FakeServer server([&](const SeenRequest&) { return c.wire; });
    Client client(server.address(), {.token = "", .headers = {}, .response_bytes_max = 1000});
    const auto answer = client.call("GET", "/");
    REQUIRE(!answer.has_value());
    CHECK(answer.error().text.starts_with(c.expected));
  }
}
