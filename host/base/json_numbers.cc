#include "base/json_numbers.h"

#include <algorithm>

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

}  // namespace

// A run of that many digits is on one of the bytes that are looked at.
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

}  // namespace spark::base
