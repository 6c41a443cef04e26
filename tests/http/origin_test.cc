// Which pages may call.
#include "http/admission.h"
#include "http/fixture.h"
#include "support/catch.h"

using namespace spark::http;
using namespace spark::http::test;

namespace {

Door door_at(const char* address) {
  Door door{"s3cret", address};
  door.port = 4002;
  door.cors = {cors_origin("https://console.example")};
  return door;
}

const std::string console = "Origin: https://console.example\r\n";
const std::string elsewhere = "Origin: http://evil.example\r\n";

std::string preflight(const std::string& path, const std::string& headers) {
  return "OPTIONS " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n";
}

const std::string asks = "Access-Control-Request-Method: POST\r\n";

}  // namespace

TEST_CASE("a page may call if it is the listener's own or listed") {
  const struct {
    const char* origin;
    const char* host;
    bool loopback_door;  // may call a listener at 127.0.0.1
    bool lan_door;       // at 10.1.2.3
    bool every_door;     // at 0.0.0.0
  } cases[] = {
      {"", "evil.example", true, true, true},
      {"https://console.example", "127.0.0.1:4002", true, true, true},
      {"https://console.example:8443", "127.0.0.1:4002", false, false, false},
      {"http://console.example", "127.0.0.1:4002", false, false, false},
      {"http://127.0.0.1:4002", "127.0.0.1:4002", true, true, true},
      {"http://localhost:4002", "127.0.0.1:4002", true, true, true},
      {"http://LOCALHOST:4002", "", true, true, true},
      {"http://[::1]:4002", "localhost", true, true, true},
      {"http://10.1.2.3:4002", "10.1.2.3:4002", false, true, true},
      {"http://10.1.2.3:4002", "10.1.2.4:4002", false, true, false},
      {"http://[fd00::1]:4002", "[fd00::1]:4002", false, false, true},
      // A port that is passed on to the listener's.
      {"http://127.0.0.1:5002", "127.0.0.1:5002", true, true, true},
      {"http://localhost", "localhost", true, true, true},
      // Somebody else's page on this machine.
      {"http://127.0.0.1:4003", "127.0.0.1:4002", false, false, false},
      {"http://127.0.0.1", "127.0.0.1:4002", false, false, false},
      {"https://127.0.0.1:4002", "127.0.0.1:4002", false, false, false},
      // A name that was pointed here.
      {"http://evil.example:4002", "evil.example:4002", false, false, false},
      {"http://127.0.0.1.evil.example:4002", "127.0.0.1.evil.example:4002", false, false, false},
      {"http://127.0.0.1:4002.evil.example", "127.0.0.1:4002", false, false, false},
      {"http://evil.example", "127.0.0.1:4002", false, false, false},
      {"null", "127.0.0.1:4002", false, false, false},
      {"http://", "127.0.0.1:4002", false, false, false},
      {"http://:4002", ":4002", false, false, false},
      {"http://127.0.0.1:0", "127.0.0.1:0", false, false, false},
      {"file://", "127.0.0.1:4002", false, false, false},
  };
  for (const auto& c : cases) {
    INFO(c.origin << " at " << c.host);
    const auto may_call = [&](const char* address) {
      return !judge_origin(c.origin, c.host, door_at(address)).foreign;
    };
    CHECK(may_call("127.0.0.1") == c.loopback_door);
    CHECK(may_call("10.1.2.3") == c.lan_door);
    CHECK(may_call("0.0.0.0") == c.every_door);
    CHECK(may_call("::") == c.every_door);
  }
}

TEST_CASE("a page of another origin is refused on every route, whatever its method") {
  Fixture fixture;
  std::vector<Client> clients;
  clients.push_back(fixture.connect());
  clients.push_back(fixture.connect_vital());
  for (Client& client : clients) {
    for (const char* request : {"GET /hello", "HEAD /hello", "GET /nowhere", "POST /hello",
                                "OPTIONS /hello", "DELETE /hello", "POST /safe", "POST /admin"}) {
      INFO(request);
      client.send(std::string(request) + " HTTP/1.1\r\nHost: localhost\r\n" + elsewhere +
                  "Authorization: Bearer s3cret\r\n\r\n");
      const Reply reply = client.read(std::string_view(request).starts_with("HEAD"));
      CHECK(reply.status == 403);
      CHECK(reply.header("Access-Control-Allow-Origin").empty());
      if (!reply.body.empty()) CHECK(reply.body.find("cors:") != std::string::npos);
    }
    CHECK(client.get("/hello").status == 200);
  }
  // Attempts at guarded routes are put on record, others are not.
  CHECK(fixture.denials().size() == 4);
}

TEST_CASE("a listed origin reads every answer, deferred ones and errors too") {
  Fixture fixture;
  Client client = fixture.connect();
  const auto allowed = [](const Reply& reply) {
    return reply.header("Access-Control-Allow-Origin") == "https://console.example" &&
           reply.header("Vary") == "Origin";
  };
  CHECK(allowed(client.post("/echo", "{}", console)));
  CHECK(allowed(client.post("/nowhere", "{}", console)));
  CHECK(allowed(client.post("/admin", "{}", console)));
  client.send("GET /throws HTTP/1.1\r\nHost: localhost\r\n" + console + "\r\n");
  CHECK(allowed(client.read()));
  client.send("GET /later HTTP/1.1\r\nHost: localhost\r\n" + console + "\r\n");
  fixture.later.take()->send(200, ContentType::json, "{}");
  CHECK(allowed(client.read()));
  CHECK_FALSE(allowed(client.get("/hello")));
}

TEST_CASE("a browser that asks what a listed page may send is told") {
  Fixture fixture;
  Client client = fixture.connect();
  client.send(
      preflight("/admin", console + asks + "Access-Control-Request-Headers: authorization\r\n"));
  const Reply reply = client.read();
  CHECK(reply.status == 204);
  CHECK(reply.header("Access-Control-Allow-Origin") == "https://console.example");
  CHECK(reply.header("Vary") == "Origin");
  CHECK(reply.header("Access-Control-Allow-Methods") == "POST, OPTIONS");
  CHECK(reply.header("Access-Control-Allow-Headers") == "Authorization, Content-Type, *");
  CHECK(reply.header("Content-Length").empty());
  const struct {
    const char* name;
    std::string bytes;
    int status;
  } cases[] = {{"nobody's page", preflight("/admin", asks), 204},
               {"a foreign page", preflight("/admin", elsewhere + asks), 403},
               {"no question", preflight("/admin", console), 204},
               {"no such route", preflight("/nowhere", console + asks), 404}};
  for (const auto& c : cases) {
    INFO(c.name);
    client.send(c.bytes);
    const Reply other = client.read();
    CHECK(other.status == c.status);
    CHECK(other.header("Access-Control-Allow-Methods").empty());
  }
  CHECK(client.get("/hello").body == "hello");
}
