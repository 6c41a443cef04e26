#include "base/plain_json.h"

#include <boost/json.hpp>

#include "support/catch.h"

namespace spark::base {
namespace {

namespace json = boost::json;

TEST_CASE("a number in a view has an exponent only where nobody could read it without") {
  struct Case {
    double number;
    const char* text;
  };
  for (const Case& c :
       {Case{60, "60"}, Case{0.02, "0.02"}, Case{0.012, "0.012"}, Case{1.2e-05, "0.000012"},
        Case{1e-6, "0.000001"}, Case{9e-7, "9e-07"}, Case{100'000, "100000"},
        Case{1e20, "100000000000000000000"}, Case{1e21, "1e+21"}, Case{-0.5, "-0.5"}, Case{0, "0"},
        Case{1.0 / 3, "0.3333333333333333"}}) {
    INFO(c.text);
    CHECK(plain_json(c.number) == c.text);
  }
}

TEST_CASE("all but the doubles is serialised as it always was") {
  const json::value value =
      json::parse(R"({"a":[1,-2,18446744073709551615,true,null,"x\"\n\u0001"],"b":{},"c":[],)"
                  R"("d\"":{"e":[{},{"f":"µ"}]}})");
  CHECK(plain_json(value) == json::serialize(value));
  CHECK(plain_json(json::parse(R"({"a":[0.5,{"b":6E1}]})")) == R"({"a":[0.5,{"b":60}]})");
}

TEST_CASE("a duration is published in whole microseconds") {
  CHECK(plain_json(rounded_ms(0.1 + 0.2)) == "0.3");
  CHECK(plain_json(rounded_ms(1.2e-05)) == "0");
  CHECK(plain_json(rounded_ms(29.4004999)) == "29.4");
  CHECK(plain_json(rounded_ms(123456.78951)) == "123456.79");
}

}  // namespace
}  // namespace spark::base
