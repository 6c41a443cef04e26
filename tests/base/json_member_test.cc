// Members as they were written, byte for byte.
#include "base/json_member.h"

#include "support/catch.h"

using spark::base::raw_member;

TEST_CASE("a member's value is found as it was written") {
  struct Case {
    const char* object;
    const char* expected;
  };
  for (const Case& c : {
           Case{R"({"record":{"a":1.50}})", R"({"a":1.50})"},
           {"{ \"x\" : [1,{\"record\":2}] ,\n \"record\"\t:  {\"b\" : \"}\\\"]\"}  }",
            "{\"b\" : \"}\\\"]\"}"},
           {R"({"a":"\\","record":12345678901234567890123})", "12345678901234567890123"},
           {R"({"a":"\"record\":1","record":[]})", "[]"},
           {R"({"record":"text, with } and ,","z":1})", R"("text, with } and ,")"},
       }) {
    INFO(c.object);
    CHECK(raw_member(c.object, "record") == std::string_view(c.expected));
  }
}

TEST_CASE("a member that is not there, or deeper, is not found") {
  for (const char* object : {"{}", " { } ", R"({"a":{"record":1}})", R"({"a":["record"]})"})
    CHECK_FALSE(raw_member(object, "record"));
}
