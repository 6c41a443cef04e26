// The table of one T for each key.
#include "spark/keyed.h"

#include <string>
#include <thread>
#include <vector>

#include "support/catch.h"

namespace {

struct Rolling {
  spark::Cell<uint64_t> rows;
  spark::Cell<uint64_t> twice;  // always twice as many, but for the moment of a change
};

void count(Rolling& one) {
  one.rows.add(1);
  one.twice.add(2);
}

}  // namespace

TEST_CASE("each key has an entry of its own, which begins empty and stays") {
  spark::Keyed<Rolling> table(4);
  CHECK_FALSE(table.read("BTCUSDT"));
  for (const char* key : {"BTCUSDT", "ETHUSDT", "BTCUSDT", ""}) CHECK(table.update(key, count));
  CHECK(table.size() == 3);
  CHECK(table.read("BTCUSDT")->rows == 2);
  CHECK(table.read("ETHUSDT")->twice == 2);
  CHECK(table.read("")->rows == 1);
  std::string keys;
  table.each([&](std::string_view key, const Rolling& one) {
    keys.append(key).append("=").append(std::to_string(one.rows)).append(" ");
  });
  CHECK(keys == "BTCUSDT=2 ETHUSDT=1 =1 ");
}

TEST_CASE("an entry can be changed without making one") {
  spark::Keyed<Rolling> table(1);
  CHECK_FALSE(table.update_known("BTCUSDT", count));
  CHECK(table.size() == 0);
  CHECK(table.update("BTCUSDT", count));
  CHECK(table.update_known("BTCUSDT", count));
  CHECK(table.read("BTCUSDT")->rows == 2);
}

TEST_CASE("a full table refuses new keys and keeps the ones that it has") {
  for (const uint32_t capacity : {1u, 2u, 7u, 64u}) {
    CAPTURE(capacity);
    spark::Keyed<Rolling> table(capacity);
    for (uint32_t i = 0; i < capacity; ++i) CHECK(table.update(std::to_string(i), count));
    CHECK_FALSE(table.update("one more", count));
    CHECK(table.size() == capacity);
    for (uint32_t i = 0; i < capacity; ++i) {
      CHECK(table.update(std::to_string(i), count));
      CHECK(table.read(std::to_string(i))->rows == 2);
    }
    table.reset();
    CHECK(table.size() == 0);
    CHECK(table.update("one more", count));
    CHECK(table.read("one more")->rows == 1);
    CHECK_FALSE(table.read("0"));
  }
}

TEST_CASE("a key has at most 64 bytes") {
  spark::Keyed<Rolling> table(4);
  CHECK(table.update(std::string(64, 'k'), count));
  CHECK_FALSE(table.update(std::string(65, 'k'), count));
  CHECK_FALSE(table.read(std::string(65, 'k')));
  CHECK(table.size() == 1);
}

TEST_CASE("workers lose no update, and readers never see half of one") {
  constexpr uint64_t rounds = 20'000;
  spark::Keyed<Rolling> table(8);
  std::atomic<int> running{3};
  std::vector<std::thread> workers;
  for (int worker = 0; worker < 3; ++worker) {
    workers.emplace_back([&] {
      for (uint64_t i = 0; i < rounds; ++i) table.update(i % 2 == 0 ? "even" : "odd", count);
      --running;
    });
  }
  uint64_t torn = 0;
  while (running > 0) {
    table.each([&](std::string_view, const Rolling& one) { torn += one.twice != 2 * one.rows; });
  }
  for (std::thread& worker : workers) worker.join();
  CHECK(torn == 0);
  CHECK(table.read("even")->rows == 3 * rounds / 2);
  CHECK(table.read("odd")->twice == 3 * rounds);
}
