#include "config/units.h"

#include <array>
#include <charconv>
#include <cmath>
#include <string>

#include "base/ascii.h"
#include "config/errors.h"
#include "config/numbers.h"

namespace spark::config {
namespace {

template <class T>
struct Unit {
  std::string_view name;
  T factor;
};

constexpr std::array<Unit<double>, 5> duration_units = {{
    {"ms", 1.0},
    {"s", 1'000.0},
    {"min", 60'000.0},
    {"h", 3'600'000.0},
    {"d", 86'400'000.0},
}};

constexpr std::array<Unit<int64_t>, 4> size_units = {{
    {"", 1},
    {"KiB", 1024},
    {"MiB", 1024 * 1024},
    {"GiB", 1024 * 1024 * 1024},
}};

struct Parts {
  std::string_view number;
  std::string_view unit;
};

// The unit is the trailing run of letters: a quantity with a unit has no exponent.
Parts split(std::string_view text) {
  size_t i = text.size();
  while (i > 0 && base::is_letter(text[i - 1])) --i;
  return {text.substr(0, i), text.substr(i)};
}

base::Error expected(const char* what, std::string_view text, const std::string& why) {
  return base::Error(std::string("expected ") + what + ", found " + in_quotes(text) +
                     (why.empty() ? "" : "; " + why));
}

}  // namespace

base::Result<double> parse_duration_ms(std::string_view text) {
  constexpr const char* what = "a duration such as 60ms, 30s, 10min, 24h or 7d";
  const Parts parts = split(text);
  const auto number = parse_number(parts.number);
  if (number.has_error()) return expected(what, text, "");
  if (parts.unit.empty()) return expected(what, text, "the unit is missing");
  if (std::signbit(*number)) return expected(what, text, "it must not be negative");
  for (const auto& unit : duration_units) {
    if (unit.name != parts.unit) continue;
    const double duration_ms = *number * unit.factor;
    if (duration_ms > duration_ms_max) return expected(what, text, "it must be at most 3650d");
    if (duration_ms > 0 && duration_ms < duration_ms_min)
      return expected(what, text, "it must be 0 or at least 0.001ms");
    return duration_ms;
  }
  return expected(what, text, "unknown unit " + in_quotes(parts.unit));
}

std::string duration_text(double ms) {
  const Unit<double>* best = &duration_units.front();
  for (const auto& unit : duration_units)
    if (ms != 0 && std::fmod(ms, unit.factor) == 0) best = &unit;
  char number[32];
  const auto end = std::to_chars(number, number + sizeof number, ms / best->factor).ptr;
  return std::string(number, end).append(best->name);
}

base::Result<double> parse_ratio(std::string_view text) {
  constexpr const char* what = "a ratio such as 2% or 0.02";
  const bool percent = text.ends_with('%');
  const auto number = parse_number(percent ? text.substr(0, text.size() - 1) : text);
  if (number.has_error()) return expected(what, text, "");
  return percent ? *number / 100.0 : *number;
}

base::Result<int64_t> parse_size_bytes(std::string_view text) {
  constexpr const char* what = "a size such as 512, 64KiB or 1MiB";
  const Parts parts = split(text);
  const auto number = parse_whole(parts.number);
  if (number.has_error()) return expected(what, text, "");
  if (*number < 0) return expected(what, text, "it must not be negative");
  for (const auto& unit : size_units) {
    if (unit.name != parts.unit) continue;
    if (*number > size_bytes_max / unit.factor)
      return expected(what, text, "it must be at most 1024GiB");
    return *number * unit.factor;
  }
  return expected(what, text, "unknown unit " + in_quotes(parts.unit));
}

}  // namespace spark::config
