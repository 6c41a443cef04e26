// JSON strings and numbers; see json_text.h. Runs of plain characters are appended at once.
#include "base/json_text.h"

#include <charconv>
#include <cmath>
#include <cstdint>

#include "base/assert.h"
#include "base/hex.h"
#include "base/utf8.h"

namespace spark::base {
namespace {

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
    const bool is_ascii = static_cast<uint8_t>(text[at]) < 0x80;
    const Character here = is_ascii ? Character{1, true} : first_character(text.substr(at));
    if (here.is_well_formed && !needs_escape(text[at])) {
      at += here.bytes;
      continue;
    }
    out.append(text, plain, at - plain);
    if (here.is_well_formed) {
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

void append_json_error(std::string& out, std::string_view text) {
  out += "{\"error\":";
  append_json_string(out, text);
  out += '}';
}

std::string json_error(std::string_view text) {
  std::string out;
  append_json_error(out, text);
  return out;
}

std::string with_json_members(std::string object, std::string_view members) {
  if (object.size() < 2 || object.front() != '{' || object.back() != '}') return object;
  const size_t end = object.size() - 1;
  const bool has_members = object.find_first_not_of(" \t\r\n", 1) != end;
  object.replace(end, 1, has_members ? "," : "").append(members) += '}';
  return object;
}

void append_json_number(std::string& out, double number) {
  SPARK_ASSERT(std::isfinite(number), "only finite numbers are written as JSON");
  char digits[32];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  out.append(digits, end);
}

}  // namespace spark::base
