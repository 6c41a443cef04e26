#include "spark/tool/visible.h"

#include <algorithm>
#include <array>
#include <boost/locale/utf.hpp>
#include <cstdio>

namespace spark::tool {
namespace {

using Utf8 = boost::locale::utf::utf_traits<char>;
using boost::locale::utf::code_point;

struct Range {
  code_point first;
  code_point last;
};

constexpr std::array<Range, 9> hidden = {{
    {0x00, 0x1F},
    {0x7F, 0x9F},
    {0x061C, 0x061C},    // Arabic letter mark
    {0x200B, 0x200F},    // no width; direction marks
    {0x2028, 0x202E},    // separators; embeddings and overrides of direction
    {0x2060, 0x206F},    // word joiner; isolates of direction
    {0xFEFF, 0xFEFF},    // byte-order mark
    {0xFFF9, 0xFFFB},    // interlinear annotations
    {0xE0000, 0xE007F},  // tags
}};

bool is_hidden(code_point character) {
  return std::any_of(hidden.begin(), hidden.end(), [&](const Range& range) {
    return character >= range.first && character <= range.last;
  });
}

template <class... Values>
std::string printed(const char* format, Values... values) {
  char buffer[24];
  const int length = std::snprintf(buffer, sizeof buffer, format, values...);
  return {buffer, static_cast<size_t>(length)};
}

// Copies `text`; hidden(character) and broken(byte) give the text that replaces each.
template <class Hidden, class Broken>
std::string replaced(std::string_view text, Hidden hidden_as, Broken broken_as) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const char* end = text.data();
    const code_point character = Utf8::decode(end, text.data() + text.size());
    const bool broken = !boost::locale::utf::is_valid_codepoint(character);
    // Of a broken character only the first byte is known to belong to nothing.
    const size_t length = broken ? 1 : static_cast<size_t>(end - text.data());
    if (broken) {
      out += broken_as(static_cast<unsigned char>(text[0]));
    } else if (is_hidden(character)) {
      out += hidden_as(character);
    } else {
      out.append(text.substr(0, length));
    }
    text.remove_prefix(length);
  }
  return out;
}

std::string escaped(code_point character) {
  switch (character) {
    case '\n':
      return "\\n";
    case '\r':
      return "\\r";
    case '\t':
      return "\\t";
    default:
      return printed("\\u{%x}", static_cast<unsigned>(character));
  }
}

std::string escaped_byte(unsigned char byte) {
  return printed("\\x%02x", static_cast<unsigned>(byte));
}

std::string json_escaped(code_point character) {
  const auto value = static_cast<unsigned>(character);
  if (value <= 0xFFFF) return printed("\\u%04x", value);
  const unsigned beyond = value - 0x10000;
  return printed("\\u%04x\\u%04x", 0xD800 + (beyond >> 10), 0xDC00 + (beyond & 0x3FF));
}

}  // namespace

std::string visible(std::string_view text) {
  return replaced(text, escaped, escaped_byte);
}

std::string visible_lines(std::string_view text) {
  const auto but_line_feeds = [](code_point character) {
    return character == '\n' ? "\n" : escaped(character);
  };
  return replaced(text, but_line_feeds, escaped_byte);
}

std::string visible_json(std::string_view serialised) {
  return replaced(serialised, json_escaped, [](unsigned char) { return "\\ufffd"; });
}

}  // namespace spark::tool
