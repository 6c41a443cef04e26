// The character classes of RFC 9110 and 9112, and the few string operations on them.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "base/ascii.h"
#include "base/hex.h"
#include "base/printable.h"

namespace spark::http {

enum CharClass : uint8_t {
  token_char = 1,   // names and methods
  field_char = 2,   // header values: HTAB, SP, visible, and bytes from 0x80 (obs-text)
  line_char = 4,    // request line: SP and visible ASCII
  target_char = 8,  // visible ASCII without '#'
  host_char = 16,   // names and IPv4 addresses as DNS writes them, fewer than URIs allow
  hex_char = 32,
};

namespace detail {

constexpr std::array<uint8_t, 256> make_classes() {
  std::array<uint8_t, 256> classes{};
  for (size_t i = 0; i < classes.size(); ++i) {
    const char c = static_cast<char>(i);
    const bool visible = base::is_visible(c);
    const bool alnum = base::is_alnum(c);
    uint8_t bits = 0;
    if (alnum ||
        (visible && std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos)) {
      bits |= token_char;
    }
    if (visible || c == ' ' || c == '\t' || i >= 0x80) bits |= field_char;
    if (visible || c == ' ') bits |= line_char;
    if (visible && c != '#') bits |= target_char;
    if (alnum || c == '-' || c == '.' || c == '_') bits |= host_char;
    if (base::hex_value(c) >= 0) bits |= hex_char;
    classes[i] = bits;
  }
  return classes;
}

inline constexpr std::array<uint8_t, 256> classes = make_classes();

}  // namespace detail

constexpr bool is(CharClass wanted, char c) {
  return (detail::classes[static_cast<uint8_t>(c)] & wanted) != 0;
}

constexpr bool all(CharClass wanted, std::string_view text) {
  for (char c : text) {
    if (!is(wanted, c)) return false;
  }
  return true;
}

constexpr bool is_token(std::string_view text) {
  return !text.empty() && all(token_char, text);
}

using base::is_digit;
using base::lower;

constexpr bool equal_ignoring_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

constexpr bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

// Without optional white space at both ends.
constexpr std::string_view trim(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace spark::http
