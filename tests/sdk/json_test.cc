#include "spark/json.h"

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "support/catch.h"

TEST_CASE("an object is written with every kind of value") {
  spark::Json inner;
  inner.add("yes", true);
  CHECK(spark::Json()
            .add("f", 0.05)
            .add("whole", 3.0)
            .add("i", int64_t{-7})
            .add("u", uint64_t{18446744073709551615u})
            .add("text", "words")
            .add("null", std::nullopt)
            .add("maybe", std::optional<double>(0.5))
            .add("not", std::optional<double>())
            .add("inner", inner)
            .text() ==
        R"({"f":0.05,"whole":3,"i":-7,"u":18446744073709551615,"text":"words","null":null,)"
        R"("maybe":0.5,"not":null,"inner":{"yes":true}})");
}

TEST_CASE("lists of objects, texts and numbers are written") {
  const std::vector<spark::Json> objects = {spark::Json().add("a", 1), spark::Json()};
  const std::vector<std::string> texts = {"x", "\""};
  const std::vector<double> numbers = {0.5, 2};
  CHECK(spark::Json()
            .add("objects", std::span<const spark::Json>(objects))
            .add("texts", std::span<const std::string>(texts))
            .add("numbers", std::span<const double>(numbers))
            .add("none", std::span<const spark::Json>())
            .text() ==
        R"({"objects":[{"a":1},{}],"texts":["x","\""],"numbers":[0.5,2],"none":[]})");
}

TEST_CASE("an empty object is an object") {
  CHECK(spark::Json().text() == "{}");
}

TEST_CASE("a number that is not finite is null") {
  CHECK(spark::Json().add("x", std::numeric_limits<double>::quiet_NaN()).text() == R"({"x":null})");
  CHECK(spark::Json().add("x", std::numeric_limits<double>::infinity()).text() == R"({"x":null})");
}

TEST_CASE("what would end a text is escaped, in keys too") {
  CHECK(spark::Json().add("a\"b", "c\\d\n\x01é").text() ==
        "{\"a\\\"b\":\"c\\\\d\\u000a\\u0001é\"}");
}
