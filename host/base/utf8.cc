#include "base/utf8.h"

#include <simdjson.h>

#include <cstdint>

#include "base/assert.h"

namespace spark::base {
namespace {

// The bytes that may follow a lead byte (Unicode, table 3-7): their number, and the range of the
// first, which excludes overlong forms, surrogates and values beyond U+10FFFF.
struct Lead {
  uint8_t following;
  uint8_t low;
  uint8_t high;
};

constexpr Lead lead_of(uint8_t byte) {
  if (byte >= 0xC2 && byte <= 0xDF) return {1, 0x80, 0xBF};
  if (byte == 0xE0) return {2, 0xA0, 0xBF};
  if (byte == 0xED) return {2, 0x80, 0x9F};
  if (byte >= 0xE1 && byte <= 0xEF) return {2, 0x80, 0xBF};
  if (byte == 0xF0) return {3, 0x90, 0xBF};
  if (byte >= 0xF1 && byte <= 0xF3) return {3, 0x80, 0xBF};
  if (byte == 0xF4) return {3, 0x80, 0x8F};
  return {0, 0, 0};
}

bool continues_character(char byte) {
  return (static_cast<uint8_t>(byte) & 0xC0) == 0x80;
}

}  // namespace

Character first_character(std::string_view text) {
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

size_t utf8_length(std::string_view text) {
  const Character first = first_character(text);
  return first.is_well_formed ? first.bytes : 0;
}

bool is_utf8(std::string_view text) {
  return simdjson::validate_utf8(text.data(), text.size());
}

std::string_view whole_characters(std::string_view text, size_t bytes_max) {
  if (text.size() <= bytes_max) return text;
  constexpr size_t following_max = 3;  // of one character; more of them are not UTF-8 anyway
  size_t end = bytes_max;
  for (size_t back = 0; back < following_max && end > 0 && continues_character(text[end]); ++back)
    --end;
  return text.substr(0, continues_character(text[end]) ? bytes_max : end);
}

std::string cut(std::string_view text, size_t bytes_max) {
  SPARK_ASSERT(bytes_max >= cut_mark.size(),
               "a text is cut to a length that has room for the mark");
  if (text.size() <= bytes_max) return std::string(text);
  return std::string(whole_characters(text, bytes_max - cut_mark.size())).append(cut_mark);
}

std::string shortened(std::string_view text, size_t bytes_max) {
  std::string kept(whole_characters(text, bytes_max));
  if (kept.size() < text.size()) kept += cut_mark;
  return kept;
}

}  // namespace spark::base
