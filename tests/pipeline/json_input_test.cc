// Bodies, good and bad, as a table.
#include "pipeline/json_input.h"

#include "pipeline/fixture.h"
#include "support/catch.h"

using namespace spark;
using pipeline::test::Fixture;

namespace {

const std::string shape = R"(
    input:
      symbol: string?
      snapshot: {ts: int, mid: float}
      flags?: {on: bool}
      list: float[]?
    answer:
      symbol?: input.symbol
      ts: input.ts
      mid: input.snapshot.mid
      on?: input.flags.on
      list?: input.list
)";

struct Case {
  const char* body;
  uint32_t code;
  const char* expected;  // the answer, or the error
};

}  // namespace

TEST_CASE("a body is decoded into the shape's slots, or refused with its field named") {
  Fixture fixture;
  REQUIRE(fixture.compile(shape) == "");
  const Case cases[] = {
      {R"({"snapshot":{"ts":1,"mid":2.5}})", 200, R"("symbol":null,"ts":1,"mid":2.5)"},
      {R"({"symbol":"BTC","snapshot":{"ts":1,"mid":2},"other":[{}]})", 200, R"("symbol":"BTC")"},
      {R"({"snapshot":{"ts":1e3,"mid":2}})", 200, R"("ts":1000)"},
      {R"({"symbol":null,"snapshot":{"ts":1,"mid":2},"list":[1,2.5]})", 200, R"("list":[1,2.5])"},
      {R"({"snapshot":{"ts":1,"mid":2},"flags":{"on":true}})", 200, R"("on":true)"},
      {"", 400, "Missing snapshot in request body"},
      {"{}", 400, "Missing snapshot in request body"},
      {R"({"snapshot":null})", 400, "Missing snapshot in request body"},
      {R"({"snapshot":{"ts":1}})", 400, "Missing snapshot.mid in request body"},
      {R"({"snapshot":{"ts":1,"mid":null}})", 400, "Missing snapshot.mid in request body"},
      {R"({"snapshot":{"ts":1,"mid":2},"flags":{}})", 400, "Missing flags.on in request body"},
      {R"({"snapshot":[]})", 400, "snapshot: expected an object, got an array"},
      {R"({"snapshot":{"ts":1,"mid":"2"}})", 400, "snapshot.mid: expected a number, got a string"},
      {R"({"snapshot":{"ts":1.5,"mid":2}})", 400, "snapshot.ts: expected a whole number"},
      {R"({"snapshot":{"ts":true,"mid":2}})", 400,
       "snapshot.ts: expected a whole number, got a boolean"},
      {R"({"symbol":5,"snapshot":{"ts":1,"mid":2}})", 400,
       "symbol: expected a string, got a number"},
      {R"({"list":["x"],"snapshot":{"ts":1,"mid":2}})", 400,
       "list[0]: expected a number, got a string"},
      {R"({"snapshot":{"ts":1,"mid":2,"mid":3}})", 400, "snapshot.mid: given twice"},
      {R"({"snapshot":{"ts":1,"mid":2},"snapshot":null})", 400, "snapshot: given twice"},
      {R"({"snapshot":{"ts":1,"mid":NaN}})", 400, "not valid JSON"},
      {R"({"snapshot":{"ts":1,"mid":1e999}})", 400, "snapshot.mid: the number is out of range"},
      {R"({"snapshot":{"ts":1,"mid":2}} x)", 400, "not valid JSON"},
      {"{\"snapshot\":{\"ts\":1,\"mid\":2},\"symbol\":\"\xff\"}", 400, "not valid JSON"},
      {"[]", 400, "must be a JSON object, not an array"},
  };
  for (const Case& c : cases) {
    INFO(c.body);
    CHECK(fixture.ask(c.body) == c.code);
    INFO(fixture.out);
    CHECK(fixture.out.find(c.expected) != std::string::npos);
    if (c.code != 200) CHECK(fixture.out.starts_with(R"({"error":")"));
  }
}

TEST_CASE("nesting is limited and arrays have a largest size") {
  Fixture fixture;
  REQUIRE(fixture.compile(shape) == "");
  CHECK(fixture.ask(std::string(1000, '[')) == 400);
  CHECK(fixture.ask(R"({"x":)" + std::string(40, '[') + std::string(40, ']') + "}") == 400);
  CHECK(fixture.out.find("deeper than 32") != std::string::npos);

  std::string list = "[0";
  for (uint32_t i = 1; i < pipeline::json_array_max; ++i) list += ",0";
  const std::string rest = R"(],"snapshot":{"ts":1,"mid":2}})";
  CHECK(fixture.ask(R"({"list":)" + list + rest) == 200);
  CHECK(fixture.ask(R"({"list":)" + list + ",0" + rest) == 400);
  CHECK(fixture.out.find("513 numbers are more than the 512 allowed") != std::string::npos);
}

TEST_CASE("one_of asks for at least one of its fields and names them") {
  Fixture fixture;
  REQUIRE(fixture.compile(R"(
    input: {a: 'float?', b: 'float?'}
    one_of: [a, b]
    answer: {'a?': input.a, 'b?': input.b}
)") == "");
  CHECK(fixture.ask(R"({"b":1})") == 200);
  CHECK(fixture.ask(R"({"a":null})") == 400);
  CHECK(fixture.out == R"({"error":"Missing a or b in request body"})");
}
