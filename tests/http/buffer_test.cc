#include "http/buffer.h"

#include <string>
#include <string_view>

#include "support/catch.h"

using spark::http::Buffer;
using spark::http::ByteBudget;

namespace {

void append(Buffer& buffer, std::string_view bytes) {
  while (!bytes.empty()) {
    REQUIRE(buffer.make_room());
    const size_t length = std::min(bytes.size(), buffer.room_bytes());
    std::memcpy(buffer.room(), bytes.data(), length);
    buffer.commit(length);
    bytes.remove_prefix(length);
  }
}

std::string contents(Buffer& buffer) {
  return {buffer.data(), buffer.size()};
}

}  // namespace

TEST_CASE("bytes keep their order while they are consumed, moved and grown") {
  ByteBudget budget(2'000'000);
  Buffer buffer(20'000, budget);
  std::string expected;
  for (int i = 0; i < 2'000; ++i) {
    const std::string piece =
        std::to_string(i) + std::string(static_cast<size_t>(i * 37 % 1'500), '.');
    append(buffer, piece);
    expected += piece;
    const size_t taken = i % 5 == 0 ? expected.size() : expected.size() / 2;
    buffer.consume(taken);
    expected.erase(0, taken);
    REQUIRE(contents(buffer) == expected);
  }
}

TEST_CASE("a buffer grows to its bound and no further") {
  ByteBudget budget(2'000'000);
  Buffer buffer(10'000, budget);
  append(buffer, std::string(9'999, 'a'));
  CHECK(buffer.make_room());
  CHECK(buffer.room_bytes() == 1);
  CHECK(contents(buffer) == std::string(9'999, 'a'));
}

TEST_CASE("a buffer that has been drained does not grow") {
  ByteBudget budget(2'000'000);
  Buffer buffer(1'000'000, budget);
  for (int i = 0; i < 1'000; ++i) {
    append(buffer, std::string(1'000, 'a'));
    buffer.consume(999);
    buffer.consume(1);
  }
  CHECK_FALSE(buffer.is_large());
}

TEST_CASE("an empty buffer gives back what it has grown") {
  ByteBudget budget(2'000'000);
  Buffer buffer(1'000'000, budget);
  append(buffer, std::string(100'000, 'a'));
  CHECK(buffer.is_large());
  buffer.consume(100'000);
  buffer.shrink();
  CHECK_FALSE(buffer.is_large());
  append(buffer, "abc");
  CHECK(contents(buffer) == "abc");
}

TEST_CASE("bytes can be dropped at the end") {
  ByteBudget budget(2'000'000);
  Buffer buffer(1'000, budget);
  append(buffer, "abcdef");
  buffer.consume(2);
  buffer.resize(3);
  CHECK(contents(buffer) == "cde");
  append(buffer, "x");
  CHECK(contents(buffer) == "cdex");
}

TEST_CASE("a buffer grows with what arrives, out of a budget, and gives all of it back") {
  ByteBudget budget(100'000);
  {
    Buffer first(64'000, budget);
    append(first, std::string(4'000, 'a'));
    CHECK(budget.used() == 0);  // the first bytes are its own
    append(first, std::string(4'000, 'a'));
    CHECK(budget.used() == 8'192);
    append(first, std::string(30'000, 'a'));
    CHECK(budget.used() == 64'000);
    CHECK(budget.is_tight());
    Buffer second(64'000, budget);
    append(second, std::string(32'768, 'b'));
    CHECK_FALSE(second.make_room());
    CHECK(contents(second) == std::string(32'768, 'b'));
    first.consume(38'000);
    first.shrink();
    CHECK(budget.used() == 32'768);
    CHECK(second.make_room());
    CHECK(contents(second) == std::string(32'768, 'b'));
  }
  CHECK(budget.used() == 0);
}
