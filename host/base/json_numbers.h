// Numbers in JSON that simdjson reads badly: those that take too long for their size, and whole
// numbers beyond 64 bits.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace spark::base {

// If a number has more digits than 64 bits hold, simdjson computes its rounding exactly. That takes
// longer the farther the exponent is from 0: 7 us for 25 bytes. No client needs more than 17
// digits, so the host reads a few such numbers and refuses many.
inline constexpr size_t laborious_numbers_max = 64;
inline constexpr size_t laborious_digits = 20;
inline constexpr size_t laborious_exponent = 31;

// Whether `json` has more such numbers than laborious_numbers_max. Numbers within JSON strings
// count as well. Reads one byte in twenty where there are no numbers, and no byte more than twice.
[[nodiscard]] bool has_laborious_numbers(std::string_view json);

// For the response.
inline constexpr std::string_view laborious_numbers_text =
    "the request body has more than 64 numbers of 20 digits or more with an exponent beyond 30; "
    "17 digits are all that a number holds";

// simdjson refuses a whole number beyond 64 bits unless it has an exponent. Many languages write
// 1e20 as 100000000000000000000. Returns `json` with an exponent instead of such numbers' last
// zeros: 1e20, 18446744073709551616e0. Nothing if `json` has no such number, so callers ask only
// after simdjson refused a body. Linear; text that is not JSON does not become JSON.
[[nodiscard]] std::optional<std::string> with_wide_numbers_as_doubles(std::string_view json);

}  // namespace spark::base
