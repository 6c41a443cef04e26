// A warm worker answers without allocating. Every operator new of the program is counted; only
// workers count.
#include <atomic>
#include <cstdlib>
#include <new>
#include <thread>

#include "base/worker.h"
#include "http/fixture.h"
#include "support/catch.h"

namespace {

std::atomic<uint64_t> allocations{0};

void* counted(size_t bytes) {
  if (spark::base::this_worker != spark::base::not_a_worker) ++allocations;
  void* memory = std::malloc(bytes == 0 ? 1 : bytes);
  if (memory == nullptr) std::abort();
  return memory;
}

}  // namespace

void* operator new(size_t bytes) {
  return counted(bytes);
}
void* operator new[](size_t bytes) {
  return counted(bytes);
}
void* operator new(size_t bytes, const std::nothrow_t&) noexcept {
  return counted(bytes);
}
void* operator new[](size_t bytes, const std::nothrow_t&) noexcept {
  return counted(bytes);
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete[](void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, size_t) noexcept {
  std::free(memory);
}
void operator delete[](void* memory, size_t) noexcept {
  std::free(memory);
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
  allocations = 0;
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(500);
  int rounds = 0;
  // Long enough for several ticks of the wheel.
  for (; rounds < 100 || std::chrono::steady_clock::now() < end; ++rounds) round(client, other);
  CHECK(allocations == 0);
}

TEST_CASE("the counter counts") {
  Fixture fixture;
  allocations = 0;
  Client client = fixture.connect();
  client.get("/hello");
  CHECK(allocations > 0);
}
