// Numbers whose rounding takes long are few or refused.
#include "base/json_numbers.h"

#include <string>
#include <utility>

#include "support/catch.h"

namespace spark::base {
namespace {

std::string list_of(const std::string& number, size_t count, const std::string& before = "") {
  std::string text = before + '[';
  for (size_t i = 0; i < count; ++i) text += (i > 0 ? "," : "") + number;
  return text + ']';
}

TEST_CASE("more numbers of many digits and a far exponent than anybody needs are found") {
  const std::string many[] = {
      "922763325558398973235e280",  "9227633255583989732.35E+280",
      "-24703282292062327208e-343", "11111111111111111111e31",
      "0.1111111111111111111e-031", "11111111111111111111e99999999999",
  };
  for (const std::string& number : many) {
    INFO(number);
    // Wherever they begin: the bytes that are looked at fall on every part of them.
    for (size_t before = 0; before < 2 * laborious_digits; ++before) {
      const std::string spaces(before, ' ');
      CHECK(has_laborious_numbers(list_of(number, laborious_numbers_max + 1, spaces)));
      CHECK_FALSE(has_laborious_numbers(list_of(number, laborious_numbers_max, spaces)));
    }
  }
}

TEST_CASE("numbers as programs print them are never too many") {
  const std::string usual[] = {
      "0",
      "0.1",
      "1.7976931348623157e+308",
      "2.2250738585072014E-308",
      "18446744073709551615",
      "0.1000000000000000055511151231257827",
      "123456789012345678901234567890",
      "1234567890123456789012e30",
      "\"12345678901234567890\"",
      "\"12345678901234567890e\"",
      "\"12345678901234567890e+\"",
      "\"12345678901234567890e000\"",
  };
  for (const std::string& number : usual) {
    INFO(number);
    CHECK_FALSE(has_laborious_numbers(list_of(number, 10'000)));
  }
  CHECK_FALSE(has_laborious_numbers(""));
  CHECK_FALSE(has_laborious_numbers(std::string(100'000, '1')));
  CHECK_FALSE(has_laborious_numbers(std::string(100'000, '.').append("e")));
}

TEST_CASE("whole numbers beyond 64 bits are given an exponent, and nothing else is touched") {
  const std::pair<const char*, const char*> widened[] = {
      {"18446744073709551616", "18446744073709551616e0"},
      {"-9223372036854775809", "-9223372036854775809e0"},
      {"-123456789012345678900000", "-1234567890123456789e5"},
      {R"({"a":[100000000000000000000,1],"b":2})", R"({"a":[1e20,1],"b":2})"},
      {R"(["100000000000000000000",100000000000000000000])", R"(["100000000000000000000",1e20])"},
      {R"(["\\",100000000000000000000,"\"100000000000000000000"])",
       R"(["\\",1e20,"\"100000000000000000000"])"},
      {"[9223372036854775807,100000000000000000000]", "[9223372036854775807,1e20]"},
  };
  for (const auto& [json, expected] : widened) {
    INFO(json);
    CHECK(with_wide_numbers_as_doubles(json) == expected);
  }
  const char* const untouched[] = {
      "",
      "18446744073709551615",
      "-9223372036854775808",
      "0.100000000000000000000",
      "100000000000000000000.5",
      "100000000000000000000e1",
      "1e100000000000000000000",
      R"(["100000000000000000000"])",
      R"(["\"100000000000000000000)",
      "[true,false,null,-]",
  };
  for (const char* json : untouched) {
    INFO(json);
    CHECK_FALSE(with_wide_numbers_as_doubles(json));
  }
}

}  // namespace
}  // namespace spark::base
