// Every way of saying a body's length twice, or nearly, in every order: what an intermediary could
// read differently must be refused, and nothing behind it may be read as a request.
#include <algorithm>

#include "http/reader.h"
#include "http/vectors.h"
#include "support/catch.h"

using namespace spark::http;
using namespace spark::http::test;

namespace {

struct Line {
  std::string text;
  int lengths = 0;  // well-formed lengths it says
  int chunked = 0;  // well-formed codings it says
  bool bad = false;
};

const std::vector<Line> lines = {
    {"", 0, 0, false},
    {"Content-Length: 5\r\n", 1, 0, false},
    {"content-length:5\r\n", 1, 0, false},
    {"CONTENT-LENGTH: \t5 \r\n", 1, 0, false},
    {"X-Content-Length: 5\r\n", 0, 0, false},
    {"Content_Length: 5\r\n", 0, 0, false},
    {"Content-Length : 5\r\n", 0, 0, true},
    {"Content-Length\t: 5\r\n", 0, 0, true},
    {" Content-Length: 5\r\n", 0, 0, true},
    {"Content-Length: 5,5\r\n", 0, 0, true},
    {"Content-Length: +5\r\n", 0, 0, true},
    {"Content-Length: 5\x0b\r\n", 0, 0, true},
    {"Content-Length: 5\n", 0, 0, true},
    {"Content-Length: 5\r", 0, 0, true},
    {"Transfer-Encoding: chunked\r\n", 0, 1, false},
    {"transfer-encoding:CHUNKED \r\n", 0, 1, false},
    {"Transfer-Encodings: chunked\r\n", 0, 0, false},
    {"Transfer_Encoding: chunked\r\n", 0, 0, false},
    {"Transfer-Encoding : chunked\r\n", 0, 0, true},
    {"Transfer-Encoding:\r\n chunked\r\n", 0, 0, true},
    {"Transfer-Encoding: chunked, chunked\r\n", 0, 0, true},
    {"Transfer-Encoding: identity, chunked\r\n", 0, 0, true},
    {"Transfer-Encoding: xchunked\r\n", 0, 0, true},
    {"Transfer-Encoding: identity\r\n", 0, 0, true},
    {std::string("Transfer-Encoding: chunked\0\r\n", 29), 0, 0, true},
    {"\rTransfer-Encoding: chunked\r\n", 0, 0, true},
    {"X: y\nTransfer-Encoding: chunked\r\n", 0, 0, true},
};

// What the three lines mean, decided without the parser. 'L' length, 'C' chunked, 'N' no body, 'X'
// refused.
char meaning(const Line& a, const Line& b, const Line& c) {
  const int lengths = a.lengths + b.lengths + c.lengths;
  const int chunked = a.chunked + b.chunked + c.chunked;
  if (a.bad || b.bad || c.bad || lengths + chunked > 1) return 'X';
  return lengths == 1 ? 'L' : chunked == 1 ? 'C' : 'N';
}

}  // namespace

TEST_CASE("a body's length is said once or the request is refused") {
  const Limits limits = vector_limits();
  // Five bytes that are also a whole chunked body, so that both readings are possible.
  const std::string body = "0\r\n\r\n";
  int refused = 0;
  int accepted = 0;
  for (const Line& a : lines) {
    for (const Line& b : lines) {
      for (const Line& c : lines) {
        const std::string bytes = "POST /front HTTP/1.1\r\n" + a.text + "Host: a\r\n" + b.text +
                                  c.text + "\r\n" + body +
                                  "GET /behind HTTP/1.1\r\nHost: a\r\n\r\n";
        Reader reader(limits);
        reader.feed(bytes);
        const std::string outcome = reader.outcome();
        const char expected = meaning(a, b, c);
        INFO(bytes);
        if (expected == 'X') {
          ++refused;
          REQUIRE((outcome == "400" || outcome == "501"));
        } else if (expected == 'N') {
          // The body is then a request, and a bad one.
          REQUIRE(outcome == "ok 400");
        } else {
          ++accepted;
          REQUIRE(outcome == "ok ok");
        }
      }
    }
  }
  CHECK(accepted > 100);
  CHECK(refused > 10'000);
}

TEST_CASE("Host is said once or the request is refused") {
  const Limits limits = vector_limits();
  const std::vector<std::pair<std::string, bool>> hosts = {
      {"Host: a\r\n", true},        {"HOST:a:1\r\n", true},  {"Host: a,b\r\n", false},
      {"Host : a\r\n", false},      {"Host:\r\n", false},    {"Host: a b\r\n", false},
      {"Host: a\r\n b\r\n", false}, {"Host: a@b\r\n", false}};
  for (const auto& [first, first_good] : hosts) {
    Reader alone(limits);
    alone.feed("GET / HTTP/1.1\r\n" + first + "\r\n");
    CHECK(alone.outcome() == (first_good ? "ok" : "400"));
    for (const auto& [second, second_good] : hosts) {
      Reader both(limits);
      both.feed("GET / HTTP/1.1\r\n" + first + "X: y\r\n" + second + "\r\n");
      CHECK(both.outcome() == "400");
    }
  }
}
