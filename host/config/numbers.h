// Plain scalars as numbers, written as JSON writes them. YAML's other spellings are refused by name
// instead of being guessed at: 010 (is it 8 or 10?), 0x10, 1_000, +1, .5, 5., .inf, .nan.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/error.h"

namespace spark::config {

enum class NumberForm {
  none,     // not a number in any spelling, such as v1.8 or 2024-05-31
  whole,    // -?(0|[1-9][0-9]*)
  decimal,  // the same with a fraction or an exponent
  refused,  // a number to some reader of YAML, not to us
};

[[nodiscard]] NumberForm number_form(std::string_view text);

// Why a text of form `refused` is refused, with what to write instead.
[[nodiscard]] std::string why_refused(std::string_view text);

// Whole numbers of 64 bits, and finite numbers. The error names the expectation and the text found.
[[nodiscard]] base::Result<int64_t> parse_whole(std::string_view text);
[[nodiscard]] base::Result<double> parse_number(std::string_view text);

}  // namespace spark::config
