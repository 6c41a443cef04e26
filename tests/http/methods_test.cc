// What HEAD and OPTIONS are answered.
#include <memory>
#include <string>
#include <vector>

#include "http/conversation.h"
#include "support/catch.h"

using namespace spark::http;
using namespace spark::http::test;

namespace {

Handler answering() {
  return [](Exchange& exchange) {
    exchange.response().status(200);
    exchange.response().body() = "{}";
  };
}

struct Talk {
  Place place{{{"GET", "/read", Access::open, answering()},
               {"GET", "/guarded", Access::admin, answering()},
               {"GET", "/late", Access::open, [this](Exchange& x) { deferred = x.defer(); }},
               {"GET", "/fails", Access::open, [](Exchange&) { throw 1; }},
               {"POST", "/write", Access::open, answering()},
               {"GET", "/both", Access::open, answering()},
               {"POST", "/both", Access::admin, answering()},
               {"GET", "/below/*", Access::open, answering()}}};
  std::unique_ptr<Deferred> deferred;
  std::shared_ptr<Conversation> conversation = std::make_shared<Conversation>(place, Peer{true});

  std::string ask(const std::string& line, const std::string& headers = "") {
    return conversation->say(line + " HTTP/1.1\r\nHost: 10.1.2.3\r\n" + headers + "\r\n");
  }
};

std::string status_of(const std::string& answer) {
  return answer.substr(0, 12);
}

// The body of one answer, whatever its head says about it.
std::string body_of(const std::string& answer) {
  const size_t end = answer.find("\r\n\r\n");
  return end == std::string::npos ? "no answer" : answer.substr(end + 4);
}

// The value of a header, or "".
std::string header_of(const std::string& answer, const std::string& name) {
  const size_t at = answer.find("\r\n" + name + ": ");
  if (at == std::string::npos || at > answer.find("\r\n\r\n")) return "";
  const size_t begin = at + name.size() + 4;
  return answer.substr(begin, answer.find("\r\n", begin) - begin);
}

}  // namespace

TEST_CASE("the answer to HEAD has the length of its body and not the body, also when refused") {
  const struct {
    const char* name;
    const char* bytes;
    const char* status;
  } cases[] = {
      {"served", "HEAD /read HTTP/1.1\r\nHost: a\r\n\r\n", "200"},
      {"no such route", "HEAD /nowhere HTTP/1.1\r\nHost: a\r\n\r\n", "404"},
      {"another method", "HEAD /write HTTP/1.1\r\nHost: a\r\n\r\n", "405"},
      {"no key", "HEAD /guarded HTTP/1.1\r\nHost: 10.1.2.3\r\n\r\n", "401"},
      {"a handler that fails", "HEAD /fails HTTP/1.1\r\nHost: a\r\n\r\n", "500"},
      {"a foreign page", "HEAD /read HTTP/1.1\r\nHost: a\r\nOrigin: http://x\r\n\r\n", "403"},
      {"no Host", "HEAD /read HTTP/1.1\r\n\r\n", "400"},
      {"two lengths",
       "HEAD /read HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\n", "400"},
      {"a large body", "HEAD /read HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999\r\n\r\n", "413"},
      {"another expectation", "HEAD /read HTTP/1.1\r\nHost: a\r\nExpect: x\r\n\r\n", "417"},
      {"another coding", "HEAD /read HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: x\r\n\r\n", "501"},
      {"a chunk that is none",
       "HEAD /read HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nx", "400"},
      {"another version", "HEAD /read HTTP/2.0\r\n\r\n", "505"},
      {"a version that is none", "HEAD /read http/1.1\r\n\r\n", "400"},
      {"a fragment", "HEAD /read#x HTTP/1.1\r\nHost: a\r\n\r\n", "400"},
      {"no target", "HEAD  HTTP/1.1\r\n", "400"},
      {"a control character", "HEAD /\x01", "400"},
  };
  for (const auto& c : cases) {
    INFO(c.name);
    Talk talk;
    const std::string answer = talk.conversation->say(c.bytes);
    CHECK(status_of(answer) == "HTTP/1.1 " + std::string(c.status));
    CHECK(std::stoi("0" + header_of(answer, "Content-Length")) > 0);
    CHECK(body_of(answer) == "");
  }
}

TEST_CASE("a long line or head of HEAD is refused without a body") {
  Talk talk;
  const std::string long_line = talk.conversation->say("HEAD /" + std::string(3'000, 'a'));
  CHECK(status_of(long_line) == "HTTP/1.1 414");
  CHECK(body_of(long_line) == "");
  Talk other;
  const std::string long_head =
      other.conversation->say("HEAD /read HTTP/1.1\r\nHost: a\r\nX: " + std::string(20'000, 'a'));
  CHECK(status_of(long_head) == "HTTP/1.1 431");
  CHECK(body_of(long_head) == "");
}

TEST_CASE("what is late or given up has no body for HEAD") {
  Talk talk;
  CHECK(talk.ask("HEAD /late").empty());
  const std::string given_up = talk.conversation->give_up();
  CHECK(status_of(given_up) == "HTTP/1.1 503");
  CHECK(body_of(given_up) == "");

  Talk slow;
  slow.conversation->say("HEAD /read HTTP/1.1\r\nHost:");
  const std::string timed_out = slow.conversation->refuse(408, "too late");
  CHECK(status_of(timed_out) == "HTTP/1.1 408");
  CHECK(body_of(timed_out) == "");
}

TEST_CASE("only HEAD is answered without a body") {
  Talk talk;
  for (const char* line :
       {"GET /nowhere", "POST /read", "HEADS /read", "head /read", "HEA /read"}) {
    INFO(line);
    CHECK(body_of(talk.ask(line)).starts_with("{\"error\":"));
  }
  talk.ask("HEAD /read");
  const std::string answer = talk.conversation->say("GET /\x01");  // the one before was HEAD
  CHECK(status_of(answer) == "HTTP/1.1 400");
  CHECK(body_of(answer).starts_with("{\"error\":"));
}

TEST_CASE("OPTIONS says what a path allows, and nothing happens") {
  const struct {
    const char* name;
    const char* line;
    const char* status;
    const char* allow;
  } cases[] = {
      {"read", "OPTIONS /read", "204", "GET, HEAD, OPTIONS"},
      {"write", "OPTIONS /write", "204", "POST, OPTIONS"},
      {"both", "OPTIONS /both?x", "204", "GET, HEAD, POST, OPTIONS"},
      {"below", "OPTIONS /below/x", "204", "GET, HEAD, OPTIONS"},
      {"guarded", "OPTIONS /guarded", "204", "GET, HEAD, OPTIONS"},
      {"the host", "OPTIONS *", "204", "GET, HEAD, POST, OPTIONS"},
      {"the host, in the words of a proxy", "OPTIONS http://10.1.2.3", "204",
       "GET, HEAD, POST, OPTIONS"},
      {"the host, as HAProxy checks a server", "OPTIONS /", "204", "GET, HEAD, POST, OPTIONS"},
      {"absolute form", "OPTIONS http://10.1.2.3/write", "204", "POST, OPTIONS"},
      {"nothing", "OPTIONS /nowhere", "404", ""},
      {"nothing at the root", "GET /", "404", ""},
      {"another method", "PUT /both", "405", "GET, HEAD, POST, OPTIONS"},
      {"in other letters", "options /both", "405", "GET, HEAD, POST, OPTIONS"},
  };
  for (const auto& c : cases) {
    INFO(c.name);
    Talk talk;
    const std::string answer = talk.ask(c.line);
    CHECK(status_of(answer) == "HTTP/1.1 " + std::string(c.status));
    CHECK(header_of(answer, "Allow") == c.allow);
    CHECK((body_of(answer) == "") == (std::string(c.status) == "204"));
    CHECK(talk.place.counts.refused_with(404) + talk.place.counts.refused_with(405) ==
          (std::string(c.status) == "204" ? 0 : 1));
  }
}

TEST_CASE("OPTIONS takes a body, keeps the connection, and is refused to foreign pages") {
  Talk talk;
  const std::string two = talk.conversation->say(
      "OPTIONS /read HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi"
      "GET /read HTTP/1.1\r\nHost: a\r\n\r\n");
  CHECK(status_of(two) == "HTTP/1.1 204");
  CHECK(body_of(two).starts_with("HTTP/1.1 200 OK\r\n"));
  CHECK(status_of(talk.ask("OPTIONS /read", "Origin: http://x.example\r\n")) == "HTTP/1.1 403");
  CHECK(status_of(talk.ask("OPTIONS *", "Origin: http://x.example\r\n")) == "HTTP/1.1 403");
}
