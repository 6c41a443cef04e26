#include "base/text.h"

#include <cstdint>

#include "base/assert.h"

namespace spark::base {
namespace {

constexpr std::string_view cut_mark = "…";

bool continues_character(char byte) {
  return (static_cast<uint8_t>(byte) & 0xC0) == 0x80;
}

}  // namespace

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

std::string replace_all(std::string_view text, std::string_view from, std::string_view to) {
  if (from.empty()) return std::string(text);
  std::string out;
  for (size_t at = text.find(from); at != std::string_view::npos; at = text.find(from)) {
    out.append(text.substr(0, at)).append(to);
    text.remove_prefix(at + from.size());
  }
  return out.append(text);
}

}  // namespace spark::base
