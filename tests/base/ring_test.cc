// The ring keeps records whole and in order, refuses when full, and never loses one silently.
#include "base/ring.h"

#include <string>
#include <thread>
#include <vector>

#include "support/catch.h"

namespace spark::base {
namespace {

std::vector<std::string> pop(SpscRing& ring) {
  std::vector<std::string> records;
  ring.pop_all([&](std::string_view record) { records.emplace_back(record); });
  return records;
}

// A text whose length and content follow from its number, so that a torn record is seen.
std::string record_of(uint32_t number) {
  return std::to_string(number) + std::string(number % 53, static_cast<char>('a' + number % 26));
}

TEST_CASE("records come out whole and in order") {
  SpscRing ring(1024);
  REQUIRE(ring.push("head", "body"));
  REQUIRE(ring.push(""));
  REQUIRE(ring.push("", "only body"));
  CHECK(pop(ring) == std::vector<std::string>{"headbody", "", "only body"});
  CHECK(pop(ring).empty());
}

TEST_CASE("a full ring refuses, and takes again when it was emptied") {
  SpscRing ring(1024);
  const std::string record(120, 'x');  // 128 bytes with its length
  for (int i = 0; i < 8; ++i) REQUIRE(ring.push(record));
  CHECK_FALSE(ring.push(""));
  CHECK(ring.bytes_used() == 1024);
  CHECK(pop(ring).size() == 8);
  CHECK(ring.bytes_used() == 0);
  CHECK(ring.push(record));
}

TEST_CASE("a record longer than a quarter of the ring is refused") {
  SpscRing ring(1000);
  REQUIRE(ring.capacity() == 1024);
  CHECK_FALSE(ring.push(std::string(200, 'a'), std::string(57, 'b')));
  CHECK(ring.push(std::string(200, 'a'), std::string(56, 'b')));
}

TEST_CASE("records of every length survive the ring's end") {
  SpscRing ring(1024);
  for (uint32_t i = 0; i < 5000; ++i) {
    REQUIRE(ring.push(record_of(i)));
    if (i % 7 == 6 || i == 4999) {
      const auto records = pop(ring);
      for (size_t k = 0; k < records.size(); ++k)
        REQUIRE(records[k] == record_of(static_cast<uint32_t>(i + 1 - records.size() + k)));
    }
  }
}

TEST_CASE("views begin 8-byte aligned") {
  SpscRing ring(1024);
  REQUIRE(ring.push("a"));
  REQUIRE(ring.push("bc"));
  ring.pop_all(
      [](std::string_view record) { CHECK(reinterpret_cast<uintptr_t>(record.data()) % 8 == 0); });
}

TEST_CASE("a producer and a consumer at once lose nothing that was accepted") {
  constexpr uint32_t records = 50'000;
  SpscRing ring(4096);
  std::thread producer([&] {
    for (uint32_t i = 0; i < records; ++i)
      while (!ring.push(record_of(i))) std::this_thread::yield();
  });
  uint32_t expected = 0;
  uint32_t wrong = 0;
  while (expected < records)
    ring.pop_all([&](std::string_view record) { wrong += record != record_of(expected++); });
  producer.join();
  CHECK(wrong == 0);
  CHECK(ring.bytes_used() == 0);
}

}  // namespace
}  // namespace spark::base
