// A text read as a JSON object once, and asked for its members.
#include "base/json_object.h"

#include <boost/json/object.hpp>

#include "support/catch.h"

using namespace spark::base;

TEST_CASE("members are read by their type") {
  const JsonObject object(R"({"text":"a","empty":"","whole":-7,"yes":true,"no":false,"half":0.5,
                              "null":null,"large":18446744073709551615,"list":[1]})");
  REQUIRE(object.object() != nullptr);
  CHECK(object.object()->size() == 9);
  CHECK(object.why_not().empty());
  CHECK(object.text("text") == "a");
  CHECK(object.text("empty") == "");
  CHECK(object.whole("whole") == -7);
  CHECK(object.is_true("yes"));
  for (const char* name : {"whole", "yes", "half", "null", "large", "list", "missing"}) {
    INFO(name);
    CHECK_FALSE(object.text(name).has_value());
  }
  for (const char* name : {"text", "yes", "half", "null", "large", "list", "missing"}) {
    INFO(name);
    CHECK_FALSE(object.whole(name).has_value());
  }
  for (const char* name : {"text", "whole", "no", "null", "list", "missing"}) {
    INFO(name);
    CHECK_FALSE(object.is_true(name));
  }
}

TEST_CASE("of a member that is given twice the last one counts") {
  CHECK(JsonObject(R"({"a":1,"a":2})").whole("a") == 2);
}

TEST_CASE("what is no object has no members, and says why") {
  struct Case {
    const char* text;
    const char* why_not;
  };
  for (const Case& c :
       {Case{"", "not JSON: incomplete JSON"}, Case{"{", "not JSON: incomplete JSON"},
        Case{"{} x", "not JSON: extra data"}, Case{"{'a':1}", "not JSON: syntax error"},
        Case{"[]", "expected an object"}, Case{"null", "expected an object"},
        Case{"\"confirm\"", "expected an object"}}) {
    INFO(c.text);
    const JsonObject none(c.text);
    CHECK(none.object() == nullptr);
    CHECK(none.why_not() == c.why_not);
    CHECK_FALSE(none.text("a").has_value());
    CHECK_FALSE(none.whole("a").has_value());
    CHECK_FALSE(none.is_true("a"));
  }
}

TEST_CASE("an object that was moved is still whole") {
  JsonObject first(R"({"a":"b"})");
  const JsonObject second(std::move(first));
  CHECK(second.text("a") == "b");
}
