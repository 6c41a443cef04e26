// spark/text.h: texts made to fit.
#pragma once

#include <cstddef>
#include <string_view>

namespace spark {

// The longest beginning of `text` that has at most `bytes_max` bytes and does not end within a
// UTF-8 character. Borrows `text`. [any]
inline std::string_view whole_characters(std::string_view text, size_t bytes_max) noexcept {
  if (text.size() <= bytes_max) return text;
  size_t length = bytes_max;
  while (length > 0 && (static_cast<unsigned char>(text[length]) & 0xC0u) == 0x80u) --length;
  return text.substr(0, length);
}

}  // namespace spark
