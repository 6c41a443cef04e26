#include "config/names.h"

#include <algorithm>

namespace spark::config {
namespace {

bool is_small(char c) {
  return c >= 'a' && c <= 'z';
}
bool is_letter(char c) {
  return is_small(c) || (c >= 'A' && c <= 'Z');
}
bool is_mark(char c) {
  return (c >= '0' && c <= '9') || c == '_' || c == '-';
}

}  // namespace

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= name_bytes_max && is_small(text.front()) &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_small(c) || is_mark(c); });
}

bool is_field_name(std::string_view text) {
  return !text.empty() && text.size() <= name_bytes_max && is_letter(text.front()) &&
         std::all_of(text.begin(), text.end(), [](char c) { return is_letter(c) || is_mark(c); });
}

bool is_dotted(std::string_view text, size_t segments_min) {
  if (text.size() > dotted_bytes_max) return false;
  size_t segments = 0;
  for (;;) {
    const size_t dot = text.find('.');
    if (!is_field_name(text.substr(0, dot))) return false;
    ++segments;
    if (dot == std::string_view::npos) return segments >= segments_min;
    text.remove_prefix(dot + 1);
  }
}

bool is_metric_prefix(std::string_view text) {
  const auto begins = [](char c) { return is_letter(c) || c == '_'; };
  const auto goes_on = [&](char c) { return begins(c) || (c >= '0' && c <= '9') || c == ':'; };
  return !text.empty() && text.size() <= 64 && begins(text.front()) &&
         std::all_of(text.begin(), text.end(), goes_on);
}

bool is_reserved(std::string_view text) {
  return text == "input" || text == "models" || text == "pipeline" || text == "now";
}

}  // namespace spark::config
