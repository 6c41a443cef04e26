// Routes that take effect at the head of a request, whatever follows it.
#include <memory>
#include <string>

#include "http/conversation.h"
#include "support/catch.h"

using namespace spark::http;
using namespace spark::http::test;

namespace {

// A route that counts its effects, and the answers that its handler gave.
struct Switch {
  int effects = 0;
  std::vector<std::string> handled;  // complaint and body

  Route route(Access access = Access::safe) {
    const auto begin = [this](const Peer&) -> Handler {
      ++effects;
      return [this](Exchange& exchange) {
        handled.push_back(std::string(exchange.complaint()) + "|" +
                          std::string(exchange.request().body));
        exchange.response().status(200);
        exchange.response().body() = "{}";
      };
    };
    return {"POST", "/off", access,
            [begin](Exchange& exchange) { begin(exchange.peer())(exchange); }, begin};
  }
};

std::string post(const std::string& headers, const std::string& body = "") {
  return "POST /off HTTP/1.1\r\nHost: 10.1.2.3\r\n" + headers + "\r\n" + body;
}

}  // namespace

TEST_CASE("whatever a request looks like, it takes effect when its head has been read") {
  const struct {
    const char* name;
    std::string bytes;
    const char* status;  // "": nothing is answered yet
    const char* handled;
  } cases[] = {
      {"no body", post(""), "200", "|"},
      {"a form",
       post("Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\n", "x=y"),
       "200", "|x=y"},
      {"a body that does not come", post("Content-Length: 10\r\n"), "", nullptr},
      {"a client that waits to be asked", post("Expect: 100-continue\r\nContent-Length: 2\r\n"),
       "100", nullptr},
      {"an Expect that nobody knows", post("Expect: rain\r\n"), "200",
       "the only Expect understood is 100-continue|"},
      {"a body that is too large", post("Content-Length: 99999999\r\n"), "200",
       "the body is too large|"},
      {"a chunk that is too large", post("Transfer-Encoding: chunked\r\n", "fffffff\r\n"), "200",
       "the body is too large|"},
      {"a length that is none", post("Content-Length: -1\r\n"), "400", nullptr},
      {"two lengths", post("Content-Length: 1\r\nContent-Length: 1\r\n"), "400", nullptr},
      {"a chunk that is none", post("Transfer-Encoding: chunked\r\n", "x\r\n"), "400", nullptr},
      {"an encoding of the message that nobody knows", post("Transfer-Encoding: br\r\n"), "501",
       nullptr},
  };
  for (const auto& c : cases) {
    INFO(c.name);
    Switch off;
    Place place({off.route()});
    const auto conversation = std::make_shared<Conversation>(place, Peer{true});
    const std::string answer = conversation->say(c.bytes);
    CHECK(off.effects == 1);
    CHECK(answer.substr(0, std::string(c.status).empty() ? 0 : 12) ==
          (std::string(c.status).empty() ? "" : "HTTP/1.1 " + std::string(c.status)));
    CHECK(off.handled == (c.handled == nullptr ? std::vector<std::string>{}
                                               : std::vector<std::string>{c.handled}));
    const bool refused = c.status[0] == '4' || c.status[0] == '5';
    CHECK((answer.find("the action took effect all the same") != std::string::npos) == refused);
  }
}

TEST_CASE("it takes effect once, in however many pieces the request comes") {
  Switch off;
  Place place({off.route()});
  const auto conversation = std::make_shared<Conversation>(place, Peer{true});
  for (const char c : post("Content-Length: 2\r\n", "hi")) conversation->say(std::string(1, c));
  CHECK(off.effects == 1);
  CHECK(off.handled == std::vector<std::string>{"|hi"});
  conversation->say(post("") + post(""));
  CHECK(off.effects == 3);
}

TEST_CASE("a target in absolute form takes effect at the head, too, with its own host") {
  const std::string key = "Authorization: Bearer s3cret\r\n";
  const struct {
    const char* name;
    Access access;
    std::string target;
    std::string headers;
    int effects;
  } cases[] = {
      {"the listener's", Access::safe, "http://10.1.2.3/off", "", 1},
      {"with a query", Access::safe, "http://10.1.2.3/off?x", "", 1},
      {"another path", Access::safe, "http://10.1.2.3/of", "", 0},
      {"nobody's, which only guarded routes look at", Access::safe, "http://x.example/off", "", 1},
      {"a guarded route", Access::admin, "http://10.1.2.3/off", key, 1},
      {"a guarded route, of another host", Access::admin, "http://x.example/off", key, 0},
      {"its own page", Access::safe, "http://10.1.2.3/off", "Origin: http://10.1.2.3\r\n", 1},
      {"another page", Access::safe, "http://10.1.2.3/off", "Origin: http://x.example\r\n", 0},
      {"a page of the host that it names", Access::safe, "http://x.example/off",
       "Origin: http://x.example\r\n", 0},
  };
  for (const auto& c : cases) {
    for (const char* host : {"10.1.2.3", "y.example"}) {
      INFO(c.name << ", Host: " << host);
      Switch off;
      Place place({off.route(c.access)});
      place.doors[0].port = 80;
      const auto conversation = std::make_shared<Conversation>(place, Peer{true});
      conversation->say("POST " + c.target + " HTTP/1.1\r\nHost: " + host + "\r\n" + c.headers +
                        "Content-Length: 1\r\n\r\n");
      CHECK(off.effects == c.effects);
    }
  }
}

TEST_CASE("an unfinished head has no effect, nor one without Host, nor another method") {
  for (const std::string& bytes : {std::string("POST /off HTTP/1.1\r\nHost: 10.1.2.3\r\n"),
                                   std::string("POST /off HTTP/1.1\r\n\r\n"),
                                   std::string("GET /off HTTP/1.1\r\nHost: 10.1.2.3\r\n\r\n"),
                                   std::string("POST /of HTTP/1.1\r\nHost: 10.1.2.3\r\n\r\n")}) {
    INFO(bytes);
    Switch off;
    Place place({off.route()});
    std::make_shared<Conversation>(place, Peer{true})->say(bytes);
    CHECK(off.effects == 0);
  }
}

TEST_CASE("a caller from elsewhere without the key has no effect and is refused") {
  Switch off;
  Place place({off.route()});
  const auto conversation = std::make_shared<Conversation>(place, Peer{false});
  CHECK(conversation->say(post("")).substr(0, 12) == "HTTP/1.1 401");
  CHECK(off.effects == 0);
  CHECK(conversation->say(post("Authorization: Bearer s3cret\r\n")).substr(0, 12) ==
        "HTTP/1.1 200");
  CHECK(off.effects == 1);
}

TEST_CASE("the key of one request is not taken for the next one's") {
  std::vector<bool> keys;
  const auto note = [&](Exchange& exchange) {
    keys.push_back(exchange.peer().has_key);
    exchange.response().status(200);
  };
  const auto note_at_head = [&](const Peer& peer) -> Handler {
    keys.push_back(peer.has_key);
    return note;
  };
  Place place({{"POST", "/admin", Access::admin, note},
               {"POST", "/off", Access::safe, note, note_at_head},
               {"POST", "/open", Access::open, note}});
  const auto conversation = std::make_shared<Conversation>(place, Peer{true});
  const std::string key = " HTTP/1.1\r\nHost: 10.1.2.3\r\nAuthorization: Bearer s3cret\r\n\r\n";
  conversation->say("POST /admin" + key);
  conversation->say("POST /open HTTP/1.1\r\nHost: a\r\n\r\n");
  conversation->say("POST /off" + key);
  conversation->say(post(""));
  CHECK(keys == std::vector<bool>{true, false, true, true, false, false});
}

TEST_CASE("of two pages that a request names, neither may cause an effect at the head") {
  const std::string own = "Origin: http://10.1.2.3\r\n";
  const std::string foreign = "Origin: https://evil.example\r\n";
  const std::string none = "Origin:\r\n";
  const struct {
    const char* name;
    std::string headers;
    int effects;
    const char* status;
  } cases[] = {
      {"its own page", own, 1, "200"},
      {"a foreign page", foreign, 0, "403"},
      {"its own page, then a foreign one", own + foreign, 0, "400"},
      {"a foreign page, then its own", foreign + own, 0, "400"},
      {"no page's name, then a foreign one", none + foreign, 0, "400"},
      {"no page's name and a foreign one, with a header between them",
       none + "Accept: */*\r\n" + foreign, 0, "400"},
      {"its own page twice", own + own, 0, "400"},
  };
  for (const auto& c : cases) {
    INFO(c.name);
    Switch off;
    Place place({off.route()});
    place.doors[0].port = 80;
    const auto conversation = std::make_shared<Conversation>(place, Peer{true});
    CHECK(conversation->say(post(c.headers)).substr(0, 12) == "HTTP/1.1 " + std::string(c.status));
    CHECK(off.effects == c.effects);
  }
}

TEST_CASE("a worker that is behind refuses others, not what has taken effect") {
  Switch off;
  Place place({off.route(), {"GET", "/data", Access::open, [](Exchange& exchange) {
                               exchange.response().status(200);
                             }}});
  place.ticked_ns = 1;  // long ago
  const auto conversation = std::make_shared<Conversation>(place, Peer{true});
  CHECK(conversation->say("GET /data HTTP/1.1\r\nHost: a\r\n\r\n").substr(0, 12) == "HTTP/1.1 503");
  CHECK(conversation->say(post("")).substr(0, 12) == "HTTP/1.1 200");
}

TEST_CASE("a deferred answer that does not come is what its handler said it would be") {
  std::unique_ptr<Deferred> deferred;
  const auto later = [&](Exchange& exchange) {
    deferred = exchange.defer(0, [](Response& response) {
      response.status(202);
      response.body() = "late";
    });
  };
  Place place({{"POST", "/later", Access::open, later}});
  const auto conversation = std::make_shared<Conversation>(place, Peer{true});
  const std::string request = "POST /later HTTP/1.1\r\nHost: a\r\n\r\n";
  CHECK(conversation->say(request).empty());
  const std::string answer = conversation->give_up();
  CHECK(answer.substr(0, 12) == "HTTP/1.1 202");
  CHECK(answer.ends_with("late"));
}
