// A request's body is an object, or refused with its place.
#include "base/json_document.h"

#include <string>

#include "support/catch.h"

using namespace spark::base;

namespace {

std::string why_not(std::string_view body) {
  JsonDocument document;
  const auto object = document.read(body);
  return object ? "" : object.error().text;
}

std::string nested(size_t levels) {
  return R"({"a":)" + std::string(levels - 1, '[') + std::string(levels - 1, ']') + "}";
}

}  // namespace

TEST_CASE("one document reads body after body") {
  JsonDocument document;
  document.reserve(16);
  for (const std::string& text : {std::string("a"), std::string(100'000, 'b'), std::string("c")}) {
    const auto object = document.read(R"({"text":")" + text + R"("})");
    REQUIRE(object.has_value());
    CHECK(std::string_view(object->at_key("text")) == text);
  }
  const auto empty = document.read("");
  REQUIRE(empty.has_value());
  CHECK(empty->size() == 0);
}

TEST_CASE("what is no object that we take is refused in words") {
  struct Case {
    std::string body;
    std::string why_not;
  };
  const std::string laborious = "1234567890123456789012345e200";
  std::string many = "[" + laborious;
  for (int i = 0; i < 64; ++i) many += "," + laborious;
  for (const Case& c : {
           Case{"[]", "the request body must be a JSON object, not an array"},
           Case{"7", "the request body must be a JSON object, not a number"},
           Case{"null", "the request body must be a JSON object, not null"},
           Case{"true", "the request body must be a JSON object, not a boolean"},
           Case{"\"a\"", "the request body must be a JSON object, not a string"},
           Case{"{} {}",
                "the request body is not valid JSON at byte 3: something follows the object"},
           Case{"{\"a\":1", "the request body is not valid JSON at byte 6: it ends too early"},
           Case{nested(33), "the request body nests deeper than 32 levels"},
           Case{R"({"a":)" + many + "]}", "the request body has more than 64 numbers of 20 digits"},
       }) {
    INFO(c.body);
    CHECK(why_not(c.body).starts_with(c.why_not));
  }
  CHECK(why_not(nested(31)).empty());
}
