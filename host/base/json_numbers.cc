#include "base/json_numbers.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <system_error>

#include "base/ascii.h"

namespace spark::base {
namespace {

bool is_of_run(char c) {
  return is_digit(c) || c == '.';
}

// Whether `text` begins with an exponent that is far from 0.
bool is_far_exponent(std::string_view text) {
  if (text.empty() || (text[0] != 'e' && text[0] != 'E')) return false;
  text.remove_prefix(1);
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) text.remove_prefix(1);
  text.remove_prefix(std::min(text.find_first_not_of('0'), text.size()));
  size_t exponent = 0;
  for (const char c : text) {
    if (!is_digit(c)) break;
    exponent = 10 * exponent + static_cast<size_t>(c - '0');
    if (exponent >= laborious_exponent) return true;
  }
  return false;
}

bool is_of_number(char c) {
  return is_of_run(c) || c == '-' || c == '+' || c == 'e' || c == 'E';
}

// The offset behind the closing quote of the text that begins at `at`.
size_t end_of_text(std::string_view json, size_t at) {
  for (++at; at < json.size() && json[at] != '"'; ++at)
    if (json[at] == '\\') ++at;
  return std::min(at + 1, json.size());
}

template <class Whole>
bool is_beyond(std::string_view digits) {
  Whole ignored = 0;
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), ignored);
  return read.ec == std::errc::result_out_of_range;
}

// Whether `number` is digits alone, with or without a minus sign, and is beyond 64 bits.
bool is_wide(std::string_view number) {
  const bool is_negative = number.starts_with('-');
  const std::string_view digits = number.substr(is_negative ? 1 : 0);
  if (digits.empty() || !std::all_of(digits.begin(), digits.end(), is_digit)) return false;
  return is_negative ? is_beyond<int64_t>(number) : is_beyond<uint64_t>(number);
}

}  // namespace

// Every run of laborious_digits characters has one of the bytes that the loop looks at.
bool has_laborious_numbers(std::string_view json) {
  size_t found = 0;
  for (size_t at = laborious_digits - 1; at < json.size(); at += laborious_digits) {
    if (!is_of_run(json[at])) continue;
    size_t begin = at;
    while (begin > 0 && is_of_run(json[begin - 1])) --begin;
    while (at < json.size() && is_of_run(json[at])) ++at;
    if (at - begin >= laborious_digits && is_far_exponent(json.substr(at)) &&
        ++found > laborious_numbers_max)
      return true;
  }
  return false;
}

std::optional<std::string> with_wide_numbers_as_doubles(std::string_view json) {
  std::string out;
  size_t copied = 0;
  for (size_t at = 0; at < json.size();) {
    if (json[at] == '"') {
      at = end_of_text(json, at);
      continue;
    }
    const size_t begin = at++;
    if (!is_of_number(json[begin])) continue;
    while (at < json.size() && is_of_number(json[at])) ++at;
    const std::string_view number = json.substr(begin, at - begin);
    if (!is_wide(number)) continue;
    const size_t digits = number.find_last_not_of('0') + 1;
    out.append(json.substr(copied, begin - copied)).append(number.substr(0, digits));
    out.append("e").append(std::to_string(number.size() - digits));
    copied = at;
  }
  if (copied == 0) return std::nullopt;
  out.append(json.substr(copied));
  return out;
}

}  // namespace spark::base
