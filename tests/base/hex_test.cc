// Hex digits of bytes, and bytes of hex digits.
#include "base/hex.h"

#include <array>

#include "support/catch.h"

using namespace spark::base;

TEST_CASE("bytes are written as lower-case hex digits") {
  CHECK(to_hex({}).empty());
  CHECK(to_hex(std::array<uint8_t, 4>{0x00, 0x0f, 0xa9, 0xff}) == "000fa9ff");
  std::string out = "x";  // it appends
  append_hex(out, 0x7f);
  CHECK(out == "x7f");
}

TEST_CASE("every byte reads back from its digits") {
  std::array<uint8_t, 256> all{};
  for (size_t i = 0; i < all.size(); ++i) all[i] = static_cast<uint8_t>(i);
  std::array<uint8_t, 256> read{};
  CHECK(from_hex(to_hex(all), read));
  CHECK(read == all);
}

TEST_CASE("hex of another length, in upper case or with anything else is refused") {
  for (const char* text : {"", "ab", "abcde", "abcdef", "ABCD", "abcg", " bcd", "abc ", "0xab"}) {
    INFO(text);
    std::array<uint8_t, 2> out{1, 2};
    CHECK_FALSE(is_hex(text, 4));
    CHECK_FALSE(from_hex(text, out));
    CHECK(out == std::array<uint8_t, 2>{1, 2});
  }
  CHECK(is_hex("09af", 4));
  CHECK(is_hex("", 0));
}

TEST_CASE("a digit's value is the same in both cases") {
  for (const char c : {'0', '9', 'a', 'f', 'A', 'F'})
    CHECK(hex_value(c) == std::stoi(std::string(1, c), nullptr, 16));
  for (const char c : {'/', ':', '@', 'G', '`', 'g', '\0', '\xff'}) CHECK(hex_value(c) == -1);
}
