#include "base/hex.h"

namespace spark::base {
namespace {

constexpr std::string_view digits_of_hex = "0123456789abcdef";

}  // namespace

void append_hex(std::string& out, uint8_t byte) {
  out += digits_of_hex[byte >> 4u];
  out += digits_of_hex[byte & 15u];
}

std::string to_hex(std::span<const uint8_t> bytes) {
  std::string out;
  out.reserve(2 * bytes.size());
  for (const uint8_t byte : bytes) append_hex(out, byte);
  return out;
}

bool is_hex(std::string_view text, size_t digits) {
  return text.size() == digits && text.find_first_not_of(digits_of_hex) == std::string_view::npos;
}

bool from_hex(std::string_view text, std::span<uint8_t> out) {
  if (!is_hex(text, 2 * out.size())) return false;
  for (size_t i = 0; i < out.size(); ++i)
    out[i] = static_cast<uint8_t>(16 * hex_value(text[2 * i]) + hex_value(text[2 * i + 1]));
  return true;
}

}  // namespace spark::base
