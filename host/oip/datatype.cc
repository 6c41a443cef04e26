#include "oip/datatype.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>

namespace spark::oip {
namespace {

static_assert(std::endian::native == std::endian::little, "elements are read as they lie");

template <class Bits>
Bits load(const char* element) {
  Bits bits;
  std::memcpy(&bits, element, sizeof bits);
  return bits;
}

template <class Float>
std::optional<double> read_float(const char* element) {
  return load<Float>(element);
}

std::optional<double> read_half(const char* element) {
  constexpr int fraction_bits = 10, exponent_max = 31, bias = 15;
  const auto bits = load<uint16_t>(element);
  const int exponent = (bits >> fraction_bits) & exponent_max;
  const int fraction = bits & ((1 << fraction_bits) - 1);
  double number = 0;
  if (exponent == exponent_max) {
    number = fraction == 0 ? std::numeric_limits<double>::infinity()
                           : std::numeric_limits<double>::quiet_NaN();
  } else if (exponent == 0) {
    number = std::ldexp(fraction, 1 - bias - fraction_bits);
  } else {
    number = std::ldexp(fraction + (1 << fraction_bits), exponent - bias - fraction_bits);
  }
  return (bits & 0x8000u) != 0 ? -number : number;
}

// The upper half of a single.
std::optional<double> read_brain(const char* element) {
  return std::bit_cast<float>(uint32_t{load<uint16_t>(element)} << 16u);
}

template <class Whole>
std::optional<double> read_whole(const char* element) {
  const auto number = load<Whole>(element);
  const auto bits = static_cast<uint64_t>(number);
  if (!is_exact(number < 0 ? 0 - bits : bits)) return std::nullopt;
  return static_cast<double>(number);
}

template <class Whole>
constexpr Datatype whole(std::string_view name) {
  constexpr auto bits = std::numeric_limits<Whole>::digits;  // without the sign
  constexpr auto half = static_cast<double>(uint64_t{1} << (bits - 1));
  return {name,     sizeof(Whole),     true, true, std::is_signed_v<Whole> ? -2 * half : 0.0,
          2 * half, &read_whole<Whole>};
}

constexpr Datatype floating(std::string_view name, uint32_t bytes, bool in_json,
                            std::optional<double> (*read)(const char*)) {
  return {name, bytes, false, in_json, 0, 0, read};
}

// JSON has no numbers of half precision, so FP16 and BF16 are accepted in binary form only.
constexpr std::array<Datatype, 12> all = {{
    floating("FP64", 8, true, &read_float<double>),
    floating("FP32", 4, true, &read_float<float>),
    floating("FP16", 2, false, &read_half),
    floating("BF16", 2, false, &read_brain),
    whole<int8_t>("INT8"),
    whole<int16_t>("INT16"),
    whole<int32_t>("INT32"),
    whole<int64_t>("INT64"),
    whole<uint8_t>("UINT8"),
    whole<uint16_t>("UINT16"),
    whole<uint32_t>("UINT32"),
    whole<uint64_t>("UINT64"),
}};

}  // namespace

std::span<const Datatype> datatypes() {
  return all;
}

const Datatype* find_datatype(std::string_view name) {
  const auto* const at =
      std::find_if(all.begin(), all.end(), [&](const Datatype& each) { return each.name == name; });
  return at == all.end() ? nullptr : at;
}

bool is_exact(uint64_t magnitude) {
  constexpr int digits = std::numeric_limits<double>::digits;
  return magnitude == 0 || std::bit_width(magnitude) - std::countr_zero(magnitude) <= digits;
}

}  // namespace spark::oip
