// json_vectors.txt through the compiled decoder.
#include "pipeline/fixture.h"
#include "support/body_vectors.h"
#include "support/catch.h"

using namespace spark;
using pipeline::test::Fixture;

TEST_CASE("every JSON vector is decoded, or refused with its field or offset named") {
  Fixture fixture;
  REQUIRE(fixture.compile(R"(
    input:
      symbol: string?
      snapshot: {ts: int, mid: float}
      flags?: {on: bool}
      list: float[]?
    answer:
      symbol?: input.symbol
      ts: input.snapshot.ts
      mid: input.snapshot.mid
      on?: input.flags.on
      list?: input.list
)") == "");
  test::check_body_vectors("tests/pipeline/json_vectors.txt", "JSON",
                           [&](std::string_view body, std::string& answer) {
                             const uint32_t code = fixture.ask(body);
                             answer = fixture.out;
                             return code;
                           });
}
