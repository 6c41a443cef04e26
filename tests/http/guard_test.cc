// Guarded routes over sockets: who gets in, and who is told of those who do not.
#include "http/fixture.h"
#include "support/catch.h"

using namespace spark::http;
using namespace spark::http::test;

TEST_CASE("guarded routes ask for the token") {
  Fixture fixture;
  Client client = fixture.connect();
  CHECK(client.post("/safe", "").status == 200);
  const Reply refused = client.post("/admin", "");
  CHECK(refused.status == 401);
  CHECK(refused.header("WWW-Authenticate") == "Bearer");
  CHECK(client.post("/admin", "", "Authorization: Bearer no\r\n").status == 401);
  CHECK(client.post("/admin", "", "Authorization: Bearer s3cret\r\n").body == "admin");
  CHECK(client.post("/safe", "", "Origin: http://evil.example\r\n").status == 403);
  CHECK(client.get("/admin").status == 405);
}

TEST_CASE("a safe route refuses a foreign page and a proxy without the token, and nothing else") {
  Fixture fixture;
  Client client = fixture.connect();
  client.send("POST /safe HTTP/1.1\r\nHost: whatever.example\r\nContent-Type: x\r\n\r\n");
  CHECK(client.read().status == 200);
  CHECK(client.post("/safe", "", "X-Forwarded-For: 10.1.2.3\r\n").status == 401);
  CHECK(client.post("/safe", "", "Via: 1.1 a\r\nAuthorization: Bearer s3cret\r\n").status == 200);
  CHECK(client.post("/safe", "", "Origin: null\r\n").status == 403);
  client.send(
      "POST /admin HTTP/1.1\r\nHost: whatever.example\r\nAuthorization: Bearer s3cret\r\n\r\n");
  CHECK(client.read().status == 403);
}

TEST_CASE("whoever is refused a guarded route is told of, once, before the answer") {
  Fixture fixture;
  Client client = fixture.connect();
  client.post("/admin", "");
  REQUIRE(fixture.denials().size() == 1);
  client.post("/admin", "", "Authorization: Bearer no\r\n");
  client.post("/safe", "", "Origin: http://evil.example\r\n");
  Client vital = fixture.connect_vital();
  vital.send("HEAD /below/a?b HTTP/1.1\r\nHost: localhost\r\n\r\n");
  vital.read(true);
  const auto denials = fixture.denials();
  REQUIRE(denials.size() == 4);
  CHECK(denials[0] ==
        "0 401 POST /admin from here: this route needs Authorization: Bearer <token>");
  CHECK(denials[1] == "0 401 POST /admin from here: the token is not this listener's");
  CHECK(denials[2] ==
        "0 403 POST /safe from here: requests from pages of another origin are refused; list that "
        "origin under the listener's cors: to allow it");
  CHECK(denials[3] ==
        "1 401 HEAD /below/a from here: this route needs Authorization: Bearer <token>");
}

TEST_CASE("nobody is told of what is not a denial") {
  Fixture fixture;
  Client client = fixture.connect();
  CHECK(client.post("/admin", "", "Authorization: Bearer s3cret\r\n").status == 200);
  CHECK(client.post("/safe", "").status == 200);
  CHECK(client.get("/hello").status == 200);
  CHECK(client.get("/admin").status == 405);
  CHECK(client.get("/nowhere").status == 404);
  CHECK(fixture.denials().empty());
}
