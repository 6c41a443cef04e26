// Pieces of JSON text, for code that writes JSON by hand: strings and numbers.
#pragma once

#include <string>
#include <string_view>

namespace spark::base {

// Appends `text` in quotes. Control characters become \u00XX (and \n, \t … their short forms);
// bytes that are not UTF-8 (overlong forms, surrogates and values beyond U+10FFFF included) become
// U+FFFD, one for each maximal wrong part, so that the result is always valid JSON.
void append_json_string(std::string& out, std::string_view text);

// Appends {"error":"<text>"}, the JSON of every refusal.
void append_json_error(std::string& out, std::string_view text);
[[nodiscard]] std::string json_error(std::string_view text);

// `object` with `members` after its own: {"a":1} and "b":2 make {"a":1,"b":2}. `object` must begin
// and end with its braces; any other text, such as an array, comes back as it is.
[[nodiscard]] std::string with_json_members(std::string object, std::string_view members);

// Appends the shortest decimal text that reads back as the same double ("0.1", "-0", "1e+300").
// `number` must be finite: JSON cannot write other numbers, so the caller decides about them.
void append_json_number(std::string& out, double number);

}  // namespace spark::base
