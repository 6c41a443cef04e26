#include "http/buffer.h"

#include <string>
#include <string_view>

#include "support/catch.h"

using spark::http::Buffer;

namespace {

void append(Buffer& buffer, std::string_view bytes) {
  while (!bytes.empty()) {
    buffer.make_room();
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
  Buffer buffer(20'000);
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
  Buffer buffer(10'000);
  append(buffer, std::string(9'999, 'a'));
  buffer.make_room();
  CHECK(buffer.room_bytes() == 1);
  CHECK(contents(buffer) == std::string(9'999, 'a'));
}

TEST_CASE("a buffer that has been drained does not grow") {
  Buffer buffer(1'000'000);
  for (int i = 0; i < 1'000; ++i) {
    append(buffer, std::string(1'000, 'a'));
    buffer.consume(999);
    buffer.consume(1);
  }
  CHECK_FALSE(buffer.is_large());
}

TEST_CASE("an empty buffer gives back what it has grown") {
  Buffer buffer(1'000'000);
  append(buffer, std::string(100'000, 'a'));
  CHECK(buffer.is_large());
  buffer.consume(100'000);
  buffer.shrink();
  CHECK_FALSE(buffer.is_large());
  append(buffer, "abc");
  CHECK(contents(buffer) == "abc");
}

TEST_CASE("bytes can be dropped at the end") {
  Buffer buffer(1'000);
  append(buffer, "abcdef");
  buffer.consume(2);
  buffer.resize(3);
  CHECK(contents(buffer) == "cde");
  append(buffer, "x");
  CHECK(contents(buffer) == "cdex");
}
