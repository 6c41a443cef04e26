// JSON strings stay valid whatever bytes they are made of; numbers read back as they were.
#include "base/json_text.h"
#include "base/utf8.h"

#include <cstdlib>
#include <limits>
#include <string>

#include "support/catch.h"

namespace spark::base {
namespace {

using std::string_literals::operator""s;

constexpr const char* replacement = "\xEF\xBF\xBD";

std::string json_string(std::string_view text) {
  std::string out = "x";  // it appends
  append_json_string(out, text);
  return out.substr(1);
}

std::string number(double value) {
  std::string out;
  append_json_number(out, value);
  return out;
}

TEST_CASE("plain text is only put in quotes") {
  CHECK(json_string("") == R"("")");
  CHECK(json_string("BTC/USDT") == R"("BTC/USDT")");
  CHECK(json_string("é€😀") == "\"é€😀\"");
}

TEST_CASE("quotes, backslashes and control characters are escaped") {
  CHECK(json_string("a\"b\\c") == R"("a\"b\\c")");
  CHECK(json_string("\b\f\n\r\t") == R"("\b\f\n\r\t")");
  CHECK(json_string("\0\x01\x1f\x7f"s) == R"("\u0000\u0001\u001f\u007f")");
}

TEST_CASE("each maximal wrong part of UTF-8 becomes one replacement character") {
  struct Case {
    std::string bytes;
    int replacements;
    std::string rest;
  };
  const Case cases[] = {
      {"\xFF", 1, ""},
      {"\x80", 1, ""},
      {"\xC0\xAF", 2, ""},          // overlong
      {"\xE0\x80\xAF", 3, ""},      // overlong
      {"\xED\xA0\x80", 3, ""},      // surrogate
      {"\xF4\x90\x80\x80", 4, ""},  // beyond U+10FFFF
      {"\xF0\x9F\x98", 1, ""},      // cut short by the end
      {"\xE2\x82z", 1, "z"},        // cut short by another character
      {"\xC3\"", 1, "\\\""},        // a quote is never swallowed
  };
  for (const Case& c : cases) {
    std::string expected = "\"";
    for (int i = 0; i < c.replacements; ++i) expected += replacement;
    CHECK(json_string(c.bytes) == expected + c.rest + "\"");
    CHECK_FALSE(is_utf8(c.bytes));
    CHECK(is_utf8(json_string(c.bytes)));
  }
}

TEST_CASE("an error is an object with a text") {
  CHECK(json_error("no") == R"({"error":"no"})");
  CHECK(json_error("a \"b\"\n") == R"({"error":"a \"b\"\n"})");
  std::string out = "x";  // it appends
  append_json_error(out, "");
  CHECK(out == R"(x{"error":""})");
}

TEST_CASE("members come after an object's own, and nothing else takes them") {
  struct Case {
    const char* object;
    const char* with;
  };
  for (const Case& c :
       {Case{R"({"a":1})", R"({"a":1,"b":2})"}, Case{"{}", R"({"b":2})"},
        Case{"{ \n}", "{ \n\"b\":2}"}, Case{R"({"a":{"c":"}"}})", R"({"a":{"c":"}"},"b":2})"},
        Case{"[{}]", "[{}]"}, Case{"", ""}, Case{"{", "{"}, Case{"}", "}"}}) {
    INFO(c.object);
    CHECK(with_json_members(c.object, R"("b":2)") == c.with);
  }
}

TEST_CASE("a number is its shortest text that reads back the same") {
  CHECK(number(0.1) == "0.1");
  CHECK(number(5) == "5");
  CHECK(number(-0.0) == "-0");
  CHECK(number(1e300) == "1e+300");
  using Limits = std::numeric_limits<double>;
  for (const double value :
       {1.0 / 3, 0.1 + 0.2, Limits::max(), Limits::min(), Limits::denorm_min()})
    CHECK(std::strtod(number(value).c_str(), nullptr) == value);
}

}  // namespace
}  // namespace spark::base
