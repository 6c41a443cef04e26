// Pieces of JSON text, for whoever writes JSON by hand: strings and numbers.
#pragma once

#include <string>
#include <string_view>

namespace spark::base {

// Appends `text` in quotes. Control characters become \u00XX (and \n, \t … their short forms);
// bytes that are not UTF-8 (overlong forms, surrogates and values beyond U+10FFFF included) become
// U+FFFD, one for each maximal wrong part, so that the result is always valid JSON.
void append_json_string(std::string& out, std::string_view text);

// Appends {"error":"<text>"}, which is how everything here says no.
void append_json_error(std::string& out, std::string_view text);
[[nodiscard]] std::string json_error(std::string_view text);

// `object` with the members after its own: {"a":1} and "b":2 make {"a":1,"b":2}. It must begin and
// end with its braces; anything else, an array for one, stays as it is.
[[nodiscard]] std::string with_json_members(std::string object, std::string_view members);

// Appends the shortest decimal text that reads back as the same double ("0.1", "-0", "1e+300").
// `number` must be finite: JSON has no word for the others, so the caller decides what they become.
void append_json_number(std::string& out, double number);

}  // namespace spark::base
