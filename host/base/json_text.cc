// JSON strings and numbers; see json_text.h. Runs of plain characters are appended at once.
#include "base/json_text.h"

#include <charconv>
#include <cmath>
#include <cstdint>

#include "base/assert.h"
#include "base/hex.h"

namespace spark::base {
namespace {

// What may follow a UTF-8 lead byte (Unicode, table 3-7): how many bytes, and the range of the
// first of them, which excludes overlong forms, surrogates and values beyond U+10FFFF.
struct Lead {
  uint8_t following;
  uint8_t low;
  uint8_t high;
};

Lead lead_of(uint8_t byte) {
  if (byte >= 0xC2 && byte <= 0xDF) return {1, 0x80, 0xBF};
  if (byte == 0xE0) return {2, 0xA0, 0xBF};
  if (byte == 0xED) return {2, 0x80, 0x9F};
  if (byte >= 0xE1 && byte <= 0xEF) return {2, 0x80, 0xBF};
  if (byte == 0xF0) return {3, 0x90, 0xBF};
  if (byte >= 0xF1 && byte <= 0xF3) return {3, 0x80, 0xBF};
  if (byte == 0xF4) return {3, 0x80, 0x8F};
  return {0, 0, 0};
}

struct Scan {
  size_t bytes;  // of the character, or of the maximal wrong part
  bool right;
};

Scan scan(std::string_view text) {
  const auto first = static_cast<uint8_t>(text[0]);
  if (first < 0x80) return {1, true};
  const Lead lead = lead_of(first);
  if (lead.following == 0) return {1, false};
  for (size_t i = 1; i <= lead.following; ++i) {
    if (i >= text.size()) return {i, false};
    const auto byte = static_cast<uint8_t>(text[i]);
    const uint8_t low = i == 1 ? lead.low : 0x80;
    const uint8_t high = i == 1 ? lead.high : 0xBF;
    if (byte < low || byte > high) return {i, false};
  }
  return {size_t{1} + lead.following, true};
}

void append_escaped(std::string& out, char c) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  out += "\\u00";
  append_hex(out, static_cast<uint8_t>(c));
}

bool needs_escape(char c) {
  return static_cast<uint8_t>(c) < 0x20 || c == '"' || c == '\\' || c == '\x7f';
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  size_t plain = 0;  // text[plain .. at) is waiting to be appended as it is
  for (size_t at = 0; at < text.size();) {
    const Scan here = scan(text.substr(at));
    if (here.right && !needs_escape(text[at])) {
      at += here.bytes;
      continue;
    }
    out.append(text, plain, at - plain);
    if (here.right) {
      append_escaped(out, text[at]);
    } else {
      out += "\xEF\xBF\xBD";  // U+FFFD
    }
    at += here.bytes;
    plain = at;
  }
  out.append(text, plain);
  out += '"';
}

void append_json_number(std::string& out, double number) {
  SPARK_ASSERT(std::isfinite(number), "only finite numbers are written as JSON");
  char digits[32];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  out.append(digits, end);
}

size_t utf8_length(std::string_view text) {
  const Scan here = scan(text);
  return here.right ? here.bytes : 0;
}

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const size_t bytes = utf8_length(text);
    if (bytes == 0) return false;
    text.remove_prefix(bytes);
  }
  return true;
}

}  // namespace spark::base
