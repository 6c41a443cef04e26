#include "base/json_member.h"

#include <cstddef>

namespace spark::base {
namespace {

constexpr std::string_view blanks = " \t\r\n";

size_t skip_blanks(std::string_view text, size_t at) {
  const size_t found = text.find_first_not_of(blanks, at);
  return found == std::string_view::npos ? text.size() : found;
}

// `at` is that of the opening quote; returns what is behind the closing one.
size_t skip_string(std::string_view text, size_t at) {
  for (++at; at < text.size() && text[at] != '"'; ++at)
    if (text[at] == '\\') ++at;
  return at + 1;
}

size_t skip_value(std::string_view text, size_t at) {
  size_t depth = 0;
  while (at < text.size()) {
    const char c = text[at];
    if (c == '"') {
      at = skip_string(text, at);
      continue;
    }
    if (depth == 0 && (c == ',' || c == '}')) break;
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    ++at;
  }
  return at;
}

}  // namespace

std::optional<std::string_view> raw_member(std::string_view object, std::string_view name) {
  size_t at = skip_blanks(object, skip_blanks(object, 0) + 1);
  while (at < object.size() && object[at] == '"') {
    const size_t behind_name = skip_string(object, at);
    const std::string_view found = object.substr(at + 1, behind_name - at - 2);
    const size_t begin = skip_blanks(object, object.find(':', behind_name) + 1);
    const size_t end = skip_value(object, begin);
    if (found == name) {
      const std::string_view value = object.substr(begin, end - begin);
      return value.substr(0, value.find_last_not_of(blanks) + 1);
    }
    at = skip_blanks(object, end + 1);
  }
  return std::nullopt;
}

}  // namespace spark::base
