#include "base/plain_json.h"

#include <boost/json.hpp>
#include <charconv>
#include <cmath>

namespace spark::base {
namespace {

namespace json = boost::json;

// Whether people write the number without an exponent.
bool is_plain(double number) {
  const double size = std::abs(number);
  return size == 0 || (size >= 1e-6 && size < 1e21);
}

void append_double(std::string& out, double number) {
  if (!std::isfinite(number)) {
    out += "null";
    return;
  }
  char digits[64];
  const auto format = is_plain(number) ? std::chars_format::fixed : std::chars_format::scientific;
  out.append(digits, std::to_chars(digits, digits + sizeof digits, number, format).ptr);
}

void append(std::string& out, const json::value& value) {
  char separator = 0;
  const auto separate = [&] {
    if (separator != 0) out += separator;
    separator = ',';
  };
  if (const json::object* object = value.if_object()) {
    out += '{';
    for (const auto& member : *object) {
      separate();
      out.append(json::serialize(member.key())) += ':';
      append(out, member.value());
    }
    out += '}';
  } else if (const json::array* array = value.if_array()) {
    out += '[';
    for (const json::value& item : *array) {
      separate();
      append(out, item);
    }
    out += ']';
  } else if (const double* number = value.if_double()) {
    append_double(out, *number);
  } else {
    out += json::serialize(value);
  }
}

}  // namespace

std::string plain_json(const json::value& value) {
  std::string out;
  append(out, value);
  return out;
}

double rounded_ms(double ms) {
  return std::round(ms * 1000) / 1000;
}

}  // namespace spark::base
