// Bytes as hex digits, and back. The functions write lower case, as sha256sum does, and read only
// lower case back: a digest, a key or a token has one spelling.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace spark::base {

// 0 to 15 for a digit of either case; -1 for any other character. For grammars that take both.
[[nodiscard]] constexpr int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// Appends the two digits of a byte.
void append_hex(std::string& out, uint8_t byte);

[[nodiscard]] std::string to_hex(std::span<const uint8_t> bytes);

// Exactly `digits` lower-case hex digits.
[[nodiscard]] bool is_hex(std::string_view text, size_t digits);

// Fills `out`. Returns false and leaves `out` as it was unless `text` is two lower-case digits for
// each byte of `out`.
[[nodiscard]] bool from_hex(std::string_view text, std::span<uint8_t> out);

}  // namespace spark::base
