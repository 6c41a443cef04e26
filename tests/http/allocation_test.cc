// A warm worker answers without allocating. Every operator new of the program is counted; only
// workers count.
#include <thread>

#include "base/worker.h"
#include "http/fixture.h"
#include "support/allocations.h"
#include "support/catch.h"

bool spark::test::counts_allocations() noexcept {
  return spark::base::this_worker != spark::base::not_a_worker;
}

using namespace spark::http;
using namespace spark::http::test;

namespace {

const std::string host = "Host: localhost\r\n";
const std::string get =
    "GET /hello HTTP/1.1\r\n" + host + "Accept: */*\r\nUser-Agent: test\r\n\r\n";
const std::string post = "POST /echo HTTP/1.1\r\n" + host +
                         "Content-Type: application/json\r\nContent-Length: 300\r\n\r\n" +
                         std::string(300, 'x');
const std::string chunked =
    "POST /echo HTTP/1.1\r\n" + host +
    "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n5\r\nworld\r\n0\r\n\r\n";
const std::string admin =
    "POST /admin HTTP/1.1\r\n" + host + "Authorization: Bearer s3cret\r\n\r\n";
const std::string unknown = "GET /a/path/that/nobody/has/declared HTTP/1.1\r\n" + host + "\r\n";

void round(Client& client, Client& other) {
  for (const std::string* request : {&get, &post, &chunked, &admin, &unknown}) {
    client.send(*request);
    other.send(*request);
    client.read();
    other.read();
  }
  client.send(get + post + chunked + get + unknown);
  for (int i = 0; i < 5; ++i) client.read();
  client.send(post.substr(0, 100));
  client.send(post.substr(100));
  client.read();
}

}  // namespace

TEST_CASE("a warm worker does not allocate") {
  Fixture fixture;
  Client client = fixture.connect();
  Client other = fixture.connect();
  for (int i = 0; i < 50; ++i) round(client, other);
  const uint64_t before = spark::test::allocations();
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(500);
  int rounds = 0;
  // Long enough for several ticks of the wheel.
  for (; rounds < 100 || std::chrono::steady_clock::now() < end; ++rounds) round(client, other);
  CHECK(spark::test::allocations() == before);
}

TEST_CASE("the counter counts") {
  Fixture fixture;
  const uint64_t before = spark::test::allocations();
  Client client = fixture.connect();
  client.get("/hello");
  CHECK(spark::test::allocations() > before);
}
