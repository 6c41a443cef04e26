#include "http/parser.h"

#include <random>

#include "http/reader.h"
#include "http/vectors.h"
#include "support/catch.h"

using namespace spark::http;
using namespace spark::http::test;

namespace {

void check(const Vector& vector, const Reader& reader) {
  CHECK(reader.outcome() == vector.want);
  if (vector.body) CHECK(reader.body() == *vector.body);
}

std::string outcome_of(const std::string& bytes, const std::vector<size_t>& cuts) {
  const Limits limits = vector_limits();
  Reader reader(limits);
  size_t from = 0;
  for (size_t cut : cuts) {
    reader.feed(std::string_view(bytes).substr(from, cut - from));
    from = cut;
  }
  reader.feed(std::string_view(bytes).substr(from));
  return reader.outcome() + " / " + reader.body();
}

}  // namespace

TEST_CASE("every vector has the outcome it names, whole") {
  const Limits limits = vector_limits();
  CHECK(vectors().size() >= 310);
  for (const Vector& vector : vectors()) {
    INFO(vector.name);
    REQUIRE_FALSE(vector.want.empty());
    Reader reader(limits);
    reader.feed(vector.bytes);
    check(vector, reader);
  }
}

TEST_CASE("every vector has the same outcome byte by byte") {
  const Limits limits = vector_limits();
  for (const Vector& vector : vectors()) {
    INFO(vector.name);
    Reader reader(limits);
    for (char c : vector.bytes) reader.feed({&c, 1});
    check(vector, reader);
  }
}

TEST_CASE("every vector has the same outcome split at every position") {
  const Limits limits = vector_limits();
  for (const Vector& vector : vectors()) {
    for (size_t at = 1; at < vector.bytes.size(); ++at) {
      INFO(vector.name << ", split at " << at);
      Reader reader(limits);
      reader.feed(std::string_view(vector.bytes).substr(0, at));
      reader.feed(std::string_view(vector.bytes).substr(at));
      check(vector, reader);
    }
  }
}

TEST_CASE("splitting never changes the outcome of a damaged request") {
  std::mt19937 random(20240531);
  const std::string spice("\r\n\t \0:;,0x\x80#/", 14);
  for (const Vector& vector : vectors()) {
    for (int round = 0; round < 40; ++round) {
      std::string bytes = vector.bytes;
      for (int changes = 1 + static_cast<int>(random() % 3); changes > 0; --changes) {
        const size_t at = random() % bytes.size();
        const char c = spice[random() % spice.size()];
        switch (random() % 3) {
          case 0:
            bytes[at] = c;
            break;
          case 1:
            bytes.insert(at, 1, c);
            break;
          default:
            bytes.erase(at, bytes.size() > 1 ? 1 : 0);
            break;
        }
      }
      std::vector<size_t> cuts;
      for (size_t at = random() % 40; at < bytes.size(); at += 1 + random() % 40)
        cuts.push_back(at);
      std::vector<size_t> all_cuts;
      for (size_t at = 1; at < bytes.size(); ++at) all_cuts.push_back(at);
      INFO(vector.name << ": " << bytes);
      const std::string whole = outcome_of(bytes, {});
      CHECK(outcome_of(bytes, cuts) == whole);
      CHECK(outcome_of(bytes, all_cuts) == whole);
    }
  }
}

TEST_CASE("a request's parts are views into the buffer") {
  const Limits limits;
  Parser parser(limits);
  std::string bytes =
      "POST /a/b?c=d?e HTTP/1.1\r\nHost: h:1\r\nX-Two:  two words \r\nContent-Length: 3\r\n\r\n{ }";
  size_t size = bytes.size();
  REQUIRE(parser.parse(bytes.data(), size) == ParseProgress::head);
  Request request;
  parser.view_head(bytes.data(), request);
  CHECK(request.path == "/a/b");
  CHECK(request.body.empty());
  REQUIRE(parser.parse(bytes.data(), size) == ParseProgress::complete);
  parser.view(bytes.data(), request);
  CHECK(request.method == Method::post);
  CHECK(request.method_text == "POST");
  CHECK(request.path == "/a/b");
  CHECK(request.query == "c=d?e");
  CHECK(request.body == "{ }");
  CHECK(request.headers.size() == 3);
  CHECK(request.header("x-two") == "two words");
  CHECK(request.header("HOST") == "h:1");
  CHECK(request.header("absent").empty());
  CHECK(request.body.data() >= bytes.data());
  CHECK(request.body.data() + request.body.size() <= bytes.data() + bytes.size());
}

TEST_CASE("a target names its path, its query and, in absolute form, its host") {
  const struct {
    const char* line;
    const char* path;
    const char* query;
    const char* host;
  } cases[] = {
      {"GET /a?b", "/a", "b", "h:1"},
      {"GET //a/b", "//a/b", "", "h:1"},
      {"GET /http://x/", "/http://x/", "", "h:1"},
      {"GET http://a:2/b/c?d?e", "/b/c", "d?e", "a:2"},
      {"GET HTTP://[::1]:2/b", "/b", "", "[::1]:2"},
      {"GET http://a/", "/", "", "a"},
      {"GET http://a", "/", "", "a"},
      {"GET http://a?b", "/", "b", "a"},
      {"GET http://a?/b", "/", "/b", "a"},
      {"GET http://a//b", "//b", "", "a"},
      {"OPTIONS *", "*", "", "h:1"},
      {"OPTIONS http://a", "*", "", "a"},
      {"OPTIONS http://a/", "/", "", "a"},
      {"OPTIONS http://a?b", "/", "b", "a"},
  };
  for (const auto& c : cases) {
    INFO(c.line);
    const Limits limits;
    Parser parser(limits);
    std::string bytes = std::string(c.line) + " HTTP/1.1\r\nX: y\r\nHost: h:1\r\n\r\n";
    size_t size = bytes.size();
    REQUIRE(parser.parse(bytes.data(), size) == ParseProgress::head);
    Request request;
    parser.view_head(bytes.data(), request);
    CHECK(request.path == c.path);
    CHECK(request.query == c.query);
    CHECK(request.host == c.host);
  }
}

TEST_CASE("a request of HTTP/1.0 without Host is for no host") {
  const Limits limits;
  Parser parser(limits);
  std::string bytes = "GET / HTTP/1.0\r\n\r\n";
  size_t size = bytes.size();
  REQUIRE(parser.parse(bytes.data(), size) == ParseProgress::head);
  Request request;
  request.host = "of the request before";
  parser.view_head(bytes.data(), request);
  CHECK(request.host.empty());
}

TEST_CASE("lines that have been read are not looked at again") {
  const Limits limits;
  Parser parser(limits);
  const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n";
  std::string bytes;
  for (char c : head + "hi") {
    const bool line_ended = bytes.size() >= 2 && bytes.substr(bytes.size() - 2) == "\r\n";
    if (line_ended) bytes.assign(bytes.size(), '\0');
    bytes += c;
    size_t size = bytes.size();
    INFO(bytes.size());
    if (size == head.size()) REQUIRE(parser.parse(bytes.data(), size) == ParseProgress::head);
    REQUIRE(parser.parse(bytes.data(), size) ==
            (size == head.size() + 2 ? ParseProgress::complete : ParseProgress::need_more));
  }
}

TEST_CASE("a chunked body keeps only what it has decoded") {
  const Limits limits;
  Parser parser(limits);
  std::string bytes = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
  const size_t head = bytes.size();
  for (int i = 1; i <= 1000; ++i) {
    bytes += "1;x\r\ny\r\n";
    size_t size = bytes.size();
    while (parser.parse(bytes.data(), size) == ParseProgress::head) {
    }
    bytes.resize(size);
    if (i == 16) break;  // 48 of the 64 bytes of extensions
  }
  CHECK(bytes.size() == head + 16);
  CHECK(bytes.substr(head) == std::string(16, 'y'));
}

TEST_CASE("a head is said once, before anything that is wrong with the message's framing") {
  const struct {
    const char* headers;
    uint32_t status;  // after the head; 0: the request is complete
  } cases[] = {{"Content-Length: abc", 400},
               {"Content-Length: 1\r\nContent-Length: 1", 400},
               {"Content-Length: 9999999999", 413},
               {"Expect: nothing", 417},
               {"Transfer-Encoding: gzip", 501},
               {"Transfer-Encoding: chunked\r\nContent-Length: 1", 400},
               {"Content-Type: a/b\r\nContent-Type: a/b", 400},
               {"Origin: a\r\nOrigin: b", 400},
               {"X: y", 0}};
  for (const auto& c : cases) {
    INFO(c.headers);
    const Limits limits;
    Parser parser(limits);
    std::string bytes = std::string("POST / HTTP/1.1\r\nHost: a\r\n") + c.headers + "\r\n\r\n";
    size_t size = bytes.size();
    CHECK(parser.parse(bytes.data(), size) == ParseProgress::head);
    CHECK(parser.parse(bytes.data(), size) ==
          (c.status == 0 ? ParseProgress::complete : ParseProgress::failed));
    CHECK(parser.failure().status == c.status);
  }
}

TEST_CASE("no head is said of a request whose request line, Host or lines are not in order") {
  for (const char* bad :
       {"POST / HTTP/1.1\r\n\r\n", "POST / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a b\r\n\r\n", "POST  HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST / HTTP/2.0\r\nHost: a\r\n\r\n", "POST / HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n"}) {
    INFO(bad);
    const Limits limits;
    Parser parser(limits);
    std::string bytes = bad;
    size_t size = bytes.size();
    CHECK(parser.parse(bytes.data(), size) == ParseProgress::failed);
  }
}

TEST_CASE("a client that expects 100 Continue waits for it once") {
  const Limits limits;
  Reader reader(limits);
  reader.feed("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r");
  CHECK_FALSE(reader.parser().take_expectation());
  reader.feed("\n");
  CHECK(reader.parser().take_expectation());
  CHECK_FALSE(reader.parser().take_expectation());
  reader.feed("hiPOST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n");
  CHECK(reader.outcome() == "ok more");
  CHECK_FALSE(reader.parser().take_expectation());
}

TEST_CASE("without a body there is nothing to continue") {
  const Limits limits;
  Reader reader(limits);
  reader.feed("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n\r\n");
  CHECK(reader.outcome() == "ok");
}
