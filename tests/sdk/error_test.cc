#include "spark/error.h"

#include <stdexcept>
#include <string>

#include "support/catch.h"

namespace {

std::string text_of(const spark_error& err) {
  return {err.text, err.length};
}

}  // namespace

TEST_CASE("guarded work reports what it throws") {
  spark_error err{};
  SECTION("nothing") {
    CHECK(spark::guarded(&err, [] {}) == SPARK_OK);
    CHECK(err.code == 0);
  }
  SECTION("an error of the glue keeps its code") {
    CHECK(spark::guarded(&err, [] { throw spark::Error("not yet", SPARK_E_NOT_READY); }) ==
          SPARK_E_NOT_READY);
    CHECK(err.code == SPARK_E_NOT_READY);
    CHECK(text_of(err) == "not yet");
  }
  SECTION("any other exception is an exception, with its words") {
    CHECK(spark::guarded(&err, [] { throw std::out_of_range("too far"); }) == SPARK_E_EXCEPTION);
    CHECK(text_of(err) == "too far");
  }
  SECTION("what is no exception at all, too") {
    CHECK(spark::guarded(&err, [] { throw 7; }) == SPARK_E_EXCEPTION);
    CHECK(text_of(err) == "something was thrown that is not a std::exception");
  }
}

TEST_CASE("a caller that wants no text gets the code") {
  CHECK(spark::report(nullptr, SPARK_E_FAILED, "x") == SPARK_E_FAILED);
}

TEST_CASE("a text that is too long is cut, and ends in a NUL") {
  spark_error err{};
  spark::report(&err, SPARK_E_FAILED, std::string(1000, 'x'));
  CHECK(err.length == 239);
  CHECK(err.text[239] == '\0');
}

TEST_CASE("a text is cut between characters") {
  spark_error err{};
  spark::report(&err, SPARK_E_FAILED,
                std::string(238, 'x') + "€uro");  // three bytes, of which one fits
  CHECK(text_of(err) == std::string(238, 'x'));
}
