#include "config/text.h"

#include <cstdint>

namespace spark::config {
namespace {

struct Lead {  // of a sequence: its length and the range of its second byte, which rules out the
               // bad forms
  size_t length;
  uint8_t second_min;
  uint8_t second_max;
};

constexpr Lead lead_of(uint8_t byte) {
  if (byte >= 0xC2 && byte <= 0xDF) return {2, 0x80, 0xBF};
  if (byte == 0xE0) return {3, 0xA0, 0xBF};
  if (byte == 0xED) return {3, 0x80, 0x9F};
  if (byte >= 0xE1 && byte <= 0xEF) return {3, 0x80, 0xBF};
  if (byte == 0xF0) return {4, 0x90, 0xBF};
  if (byte >= 0xF1 && byte <= 0xF3) return {4, 0x80, 0xBF};
  if (byte == 0xF4) return {4, 0x80, 0x8F};
  return {0, 0, 0};
}

// Bytes of the sequence that begins the non-empty `text`, or 0 if it is not UTF-8.
size_t sequence_length(std::string_view text) {
  const auto at = [text](size_t i) { return static_cast<uint8_t>(text[i]); };
  if (at(0) < 0x80) return 1;
  const Lead lead = lead_of(at(0));
  if (lead.length == 0 || text.size() < lead.length) return 0;
  if (at(1) < lead.second_min || at(1) > lead.second_max) return 0;
  for (size_t i = 2; i < lead.length; ++i) {
    if ((at(i) & 0xC0) != 0x80) return 0;
  }
  return lead.length;
}

bool is_control(char c) {
  const auto byte = static_cast<uint8_t>(c);
  return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r') || byte == 0x7f;
}

}  // namespace

std::optional<BadByte> first_bad_byte(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    if (text[i] == '\0') return BadByte{i, "is a NUL byte"};
    if (is_control(text[i])) return BadByte{i, "is a control character"};
    const size_t length = sequence_length(text.substr(i));
    if (length == 0) return BadByte{i, "is not UTF-8"};
    i += length;
  }
  return std::nullopt;
}

}  // namespace spark::config
