#include "base/printable.h"

#include <algorithm>
#include <cstdint>

#include "base/hex.h"
#include "base/utf8.h"

namespace spark::base {
namespace {

bool is_control(std::string_view character) {
  const auto first = static_cast<uint8_t>(character[0]);
  if (character.size() == 1) return first < 0x20 || first == 0x7F;
  // U+0080 to U+009F, which some terminals obey.
  return first == 0xC2 && static_cast<uint8_t>(character[1]) < 0xA0;
}

// "" for bytes that have no name.
std::string_view name_of(char c) {
  if (c == '\n') return "\\n";
  if (c == '\r') return "\\r";
  if (c == '\t') return "\\t";
  return {};
}

void append_escaped(std::string& out, char c, Escapes escapes) {
  const std::string_view name = escapes == Escapes::named ? name_of(c) : std::string_view();
  out += name.empty() ? "\\x" : name;
  if (name.empty()) append_hex(out, static_cast<uint8_t>(c));
}

// Copies `text`; other(out, byte) appends the replacement of a byte that is not printable.
template <class Other>
std::string replaced(std::string_view text, Other other) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const size_t length = printable_length(text);
    if (length == 0) {
      other(out, text[0]);
    } else {
      out += text.substr(0, length);
    }
    text.remove_prefix(std::max<size_t>(length, 1));
  }
  return out;
}

}  // namespace

size_t printable_length(std::string_view text) noexcept {
  const size_t length = utf8_length(text);
  return length > 0 && is_control(text.substr(0, length)) ? 0 : length;
}

bool is_printable(std::string_view text) {
  while (!text.empty()) {
    const size_t length = printable_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

std::string made_printable(std::string_view text) {
  return replaced(text, [](std::string& out, char c) { out += c == '\n' ? c : '?'; });
}

std::string one_line(std::string_view text, Escapes escapes) {
  return replaced(text, [=](std::string& out, char c) { append_escaped(out, c, escapes); });
}

}  // namespace spark::base
