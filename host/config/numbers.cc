#include "config/numbers.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "base/ascii.h"
#include "base/hex.h"
#include "config/errors.h"

namespace spark::config {
namespace {

size_t digits_at(std::string_view text, size_t from) {
  size_t i = from;
  while (i < text.size() && base::is_digit(text[i])) ++i;
  return i - from;
}

// [-+]?([0-9]*)(\.[0-9]*)?([eE][-+]?[0-9]+)? with a digit somewhere before the exponent.
struct NumberShape {
  bool matches = false;
  bool plus = false;
  size_t whole_digits = 0;
  bool leading_zero = false;
  bool point = false;
  size_t fraction_digits = 0;
  bool exponent = false;
};

NumberShape shape_of(std::string_view text) {
  NumberShape shape;
  size_t i = 0;
  if (i < text.size() && (text[i] == '-' || text[i] == '+')) shape.plus = text[i++] == '+';
  shape.whole_digits = digits_at(text, i);
  shape.leading_zero = shape.whole_digits > 1 && text[i] == '0';
  i += shape.whole_digits;
  if (i < text.size() && text[i] == '.') {
    shape.point = true;
    shape.fraction_digits = digits_at(text, ++i);
    i += shape.fraction_digits;
  }
  if (shape.whole_digits + shape.fraction_digits == 0) return shape;
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    shape.exponent = true;
    if (++i < text.size() && (text[i] == '-' || text[i] == '+')) ++i;
    const size_t digits = digits_at(text, i);
    if (digits == 0) return shape;
    i += digits;
  }
  shape.matches = i == text.size();
  return shape;
}

bool is_not_finite(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  constexpr std::array<std::string_view, 6> words = {".inf", ".Inf", ".INF",
                                                     ".nan", ".NaN", ".NAN"};
  return std::find(words.begin(), words.end(), text) != words.end();
}

bool has_base_prefix(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  const auto is_any_digit = [](char c) { return base::hex_value(c) >= 0 || c == '_'; };
  return text.size() > 2 &&
         (text.starts_with("0x") || text.starts_with("0o") || text.starts_with("0b")) &&
         std::all_of(text.begin() + 2, text.end(), is_any_digit);
}

bool has_separators(std::string_view text) {
  if (text.find('_') == std::string_view::npos || text.front() == '_') return false;
  std::string without(text);
  std::erase(without, '_');
  return shape_of(without).matches;
}

template <class T>
base::Result<T> convert(std::string_view text, const char* expected) {
  T value{};
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (code == std::errc{} && end == text.data() + text.size()) return value;
  return base::Error(std::string("expected ") + expected + ", found " + in_quotes(text) +
                     ", which is out of range");
}

base::Error not_a_number(std::string_view text, const char* expected) {
  std::string message = std::string("expected ") + expected + ", found " + in_quotes(text);
  if (number_form(text) == NumberForm::refused) message += "; " + why_refused(text);
  return base::Error(std::move(message));
}

}  // namespace

NumberForm number_form(std::string_view text) {
  if (text.empty()) return NumberForm::none;
  const NumberShape shape = shape_of(text);
  if (!shape.matches) {
    const bool meant = is_not_finite(text) || has_base_prefix(text) || has_separators(text);
    return meant ? NumberForm::refused : NumberForm::none;
  }
  const bool half = shape.whole_digits == 0 || (shape.point && shape.fraction_digits == 0);
  if (shape.plus || shape.leading_zero || half) return NumberForm::refused;
  return shape.point || shape.exponent ? NumberForm::decimal : NumberForm::whole;
}

std::string why_refused(std::string_view text) {
  if (is_not_finite(text)) return "a number must be finite";
  if (has_base_prefix(text)) return "numbers are decimal; quote it if it is text";
  const NumberShape shape = shape_of(text);
  if (shape.leading_zero) {
    return "a leading zero is not allowed, since some read it as octal; quote it if it is text";
  }
  return "write numbers as 1, -2, 0.5 or 1e-6; quote it if it is text";
}

base::Result<int64_t> parse_whole(std::string_view text) {
  constexpr const char* expected = "a whole number";
  if (number_form(text) != NumberForm::whole) return not_a_number(text, expected);
  return convert<int64_t>(text, expected);
}

base::Result<double> parse_number(std::string_view text) {
  constexpr const char* expected = "a number";
  const NumberForm form = number_form(text);
  if (form != NumberForm::whole && form != NumberForm::decimal) return not_a_number(text, expected);
  return convert<double>(text, expected);
}

}  // namespace spark::config
