// A document that is kept reads the same for everybody.
#include "base/json_strict.h"

#include <string>

#include "support/catch.h"

using Catch::Matchers::ContainsSubstring;
using spark::base::check_strict_json;

TEST_CASE("one object without a member twice is taken") {
  for (const char* text :
       {"{}", R"({"a":1,"b":{"a":2}})", R"({"a":[{"x":1},{"x":2}]})", " {\"a\" : \"\xC3\xA4\"}\n"})
    CHECK(check_strict_json(text).has_value());
}

TEST_CASE("what readers could take in two ways is refused with the reason") {
  struct Case {
    std::string text;
    const char* why;
  };
  for (const Case& c : {
           Case{"", "expected a JSON object"},
           {"[1]", "an array"},
           {"{} {}", ""},
           {R"({"a":1,)", ""},
           {"{\"a\":\"\xFF\"}", ""},
           {R"({"a":1,"b":2,"a":3})", "the member \"a\" is there twice"},
           {R"({"x":[{"a":1,"\u0061":2}]})", "the member \"a\" is there twice"},
           {R"({"a":)" + std::string(40, '[') + std::string(40, ']') + "}", "deeper"},
       }) {
    const auto checked = check_strict_json(c.text);
    INFO(c.text);
    REQUIRE(checked.has_error());
    CHECK_THAT(checked.error().text, ContainsSubstring(c.why));
  }
}
