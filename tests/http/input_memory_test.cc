#include "http/input_memory.h"

#include <cstring>

#include "http/fixture.h"
#include "support/catch.h"

using namespace spark::http;
using namespace spark::http::test;

namespace {

constexpr size_t body_bytes = 100'000;

// Two bodies fit, a third does not.
Limits few_bytes() {
  Limits limits;
  limits.body_bytes_max = body_bytes;
  limits.input_bytes_max = 250'000;
  limits.vital_input_bytes_max = 250'000;
  return limits;
}

const std::string head =
    "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body_bytes) + "\r\n\r\n";

}  // namespace

TEST_CASE("a budget gives what it has and no more") {
  ByteBudget budget(100);
  CHECK(budget.take(60));
  CHECK(budget.is_tight());
  CHECK_FALSE(budget.take(41));
  CHECK(budget.take(40));
  CHECK_FALSE(budget.take(1));
  CHECK_FALSE(budget.take(SIZE_MAX));
  budget.give_back(60);
  CHECK(budget.used() == 40);
  CHECK_FALSE(budget.is_tight());
}

TEST_CASE("memory keeps what it holds while it grows, and stays as it is when it cannot") {
  ByteBudget budget(1'000'000);
  InputMemory memory(budget);
  REQUIRE(memory.grow(5'000));
  std::memset(memory.data(), 'a', 5'000);
  REQUIRE(memory.grow(900'000));
  CHECK(std::string(memory.data(), 5'000) == std::string(5'000, 'a'));
  CHECK_FALSE(memory.grow(1'000'001));
  CHECK(memory.size() == 900'000);
  CHECK(budget.used() == 900'000);
  memory.release();
  CHECK(memory.data() == nullptr);
  CHECK(budget.used() == 0);
}

TEST_CASE("bodies beyond a worker's memory are told to come later, and small ones are not") {
  Fixture fixture(few_bytes());
  std::vector<Client> flood;
  for (int i = 0; i < 10; ++i) {
    flood.push_back(fixture.connect());
    flood.back().send(head);
    flood.back().try_send(std::string(body_bytes - 1, 'x'));
  }
  Fixture::until([&] { return fixture.total(&Counts::input_refusals) == 8; });
  size_t refused = 0;
  size_t waiting = 0;
  for (Client& client : flood) {
    const bool was_served = client.try_send("x");
    const Reply reply = client.read();
    if (reply.status == 200 && was_served) ++waiting;
    if (reply.status != 503) continue;
    ++refused;
    CHECK(reply.header("Retry-After") == "1");
    CHECK(reply.header("Connection") == "close");
  }
  CHECK(waiting == 2);
  CHECK(refused == 8);
}

TEST_CASE("small requests and operators' bodies find room beside a flood of large ones") {
  Fixture fixture(few_bytes());
  std::vector<Client> flood;
  for (int i = 0; i < 4; ++i) {
    flood.push_back(fixture.connect());
    flood.back().send(head);
    flood.back().try_send(std::string(body_bytes - 1, 'x'));
  }
  Fixture::until([&] { return fixture.total(&Counts::input_refusals) == 2; });
  CHECK(fixture.connect().post("/echo", "{}").body == "{}");
  const std::string large(body_bytes, 'y');
  CHECK(fixture.connect_vital().post("/echo", large).body == large);
  flood.clear();
  Fixture::until([&] { return fixture.server->open_connections() == 0; });
  CHECK(fixture.connect().post("/echo", large).body == large);
}

TEST_CASE("what idle connections keep is in nobody's way") {
  Fixture fixture(few_bytes());
  std::vector<Client> clients;
  const std::string large(body_bytes, 'z');
  for (int i = 0; i < 20; ++i) {
    clients.push_back(fixture.connect());
    REQUIRE(clients.back().post("/echo", large).status == 200);
  }
  for (Client& client : clients) CHECK(client.post("/echo", large).status == 200);
  CHECK(fixture.total(&Counts::input_refusals) == 0);
}
