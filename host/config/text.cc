#include "config/text.h"

#include <cstdint>

#include "base/utf8.h"

namespace spark::config {
namespace {

bool is_control(char c) {
  const auto byte = static_cast<uint8_t>(c);
  return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7f;
}

}  // namespace

std::optional<BadByte> first_bad_byte(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    if (text[i] == '\0') return BadByte{i, "is a NUL byte"};
    if (is_control(text[i])) return BadByte{i, "is a control character"};
    const size_t length = base::utf8_length(text.substr(i));
    if (length == 0) return BadByte{i, "is not UTF-8"};
    i += length;
  }
  return std::nullopt;
}

}  // namespace spark::config
