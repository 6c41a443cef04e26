#include "base/printable.h"

#include <algorithm>

#include "base/json_text.h"

namespace spark::base {

size_t printable_bytes(std::string_view text) noexcept {
  const auto first = static_cast<unsigned char>(text[0]);
  if (first < 0x20 || first == 0x7F) return 0;
  return base::utf8_length(text);
}

bool is_printable(std::string_view text) {
  while (!text.empty()) {
    const size_t bytes = printable_bytes(text);
    if (bytes == 0) return false;
    text.remove_prefix(bytes);
  }
  return true;
}

std::string made_printable(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const size_t bytes = text[0] == '\n' ? 1 : printable_bytes(text);
    if (bytes == 0) {
      out += '?';
    } else {
      out += text.substr(0, bytes);
    }
    text.remove_prefix(std::max<size_t>(bytes, 1));
  }
  return out;
}

}  // namespace spark::base
