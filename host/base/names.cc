#include "base/names.h"

#include <algorithm>

#include "base/ascii.h"

namespace spark::base {
namespace {

// A character of `first`, then ones of `rest` or `marks`.
template <class First, class Rest>
bool is_made_of(std::string_view text, size_t bytes_max, First first, Rest rest,
                std::string_view marks) {
  return !text.empty() && text.size() <= bytes_max && first(text.front()) &&
         std::all_of(text.begin() + 1, text.end(),
                     [&](char c) { return rest(c) || marks.find(c) != std::string_view::npos; });
}

bool is_small_or_digit(char c) {
  return is_small(c) || is_digit(c);
}

bool is_letter_or_underscore(char c) {
  return is_letter(c) || c == '_';
}

}  // namespace

bool is_name(std::string_view text) {
  return is_made_of(text, name_bytes_max, is_small, is_small_or_digit, "_-");
}

bool is_field_name(std::string_view text) {
  return is_made_of(text, name_bytes_max, is_letter, is_alnum, "_-");
}

bool is_dotted_name(std::string_view text, size_t segments_min) {
  if (text.size() > dotted_name_bytes_max) return false;
  size_t segments = 0;
  for (;;) {
    const size_t dot = text.find('.');
    if (!is_field_name(text.substr(0, dot))) return false;
    ++segments;
    if (dot == std::string_view::npos) return segments >= segments_min;
    text.remove_prefix(dot + 1);
  }
}

bool is_plugin_id(std::string_view text) {
  return is_made_of(text, plugin_id_bytes_max, is_small, is_small_or_digit, "-");
}

bool is_identifier(std::string_view text, std::string_view marks) {
  const auto rest = [](char c) { return is_alnum(c) || c == '_'; };
  return is_made_of(text, identifier_bytes_max, is_letter_or_underscore, rest, marks);
}

bool is_metric_name(std::string_view text) {
  return is_made_of(text, metric_name_bytes_max, is_letter_or_underscore, is_alnum, "_");
}

bool is_metric_prefix(std::string_view text) {
  return is_made_of(text, metric_prefix_bytes_max, is_letter_or_underscore, is_alnum, "_:");
}

bool is_flag_name(std::string_view text) {
  const auto is_flag_character = [](char c) {
    return is_alnum(c) || std::string_view("_.-").find(c) != std::string_view::npos;
  };
  return is_made_of(text, flag_name_bytes_max, is_flag_character, is_flag_character, "");
}

}  // namespace spark::base
