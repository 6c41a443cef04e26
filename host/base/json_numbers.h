// Numbers in JSON that simdjson does not read as it should: those that cost more than their bytes
// are worth, and whole ones beyond 64 bits.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace spark::base {

// Of a number with more digits than fit into 64 bits simdjson computes exactly how it is rounded,
// which takes the longer the farther its exponent is from 0: 7 us for 25 bytes. Nobody needs more
// than 17 digits, so that a few of them are read and many are refused.
inline constexpr size_t laborious_numbers_max = 64;
inline constexpr size_t laborious_digits = 20;
inline constexpr size_t laborious_exponent = 31;

// Whether there are more such numbers in `json` than laborious_numbers_max. What looks like one
// within a text counts as well. Looks at one byte in twenty of what has none; never at a byte more
// than twice.
[[nodiscard]] bool has_laborious_numbers(std::string_view json);

// For the answer.
inline constexpr std::string_view laborious_numbers_text =
    "the request body has more than 64 numbers of 20 digits or more with an exponent beyond 30; "
    "17 digits are all that a number holds";

// simdjson refuses a whole number that 64 bits do not hold unless it has an exponent. Many
// languages write 1e20 as 100000000000000000000, so such numbers get one instead of their last
// zeros: what is returned is `json` with 1e20, and 18446744073709551616e0. Nothing if there is
// none, which is why it is asked only once a body has been refused. Linear; what is no JSON stays
// none.
[[nodiscard]] std::optional<std::string> with_wide_numbers_as_doubles(std::string_view json);

}  // namespace spark::base
