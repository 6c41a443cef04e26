// The compile-time guarantee: an answer cannot become null where it was not declared to.
#include "pipeline/fixture.h"
#include "support/catch.h"

using namespace spark;
using pipeline::test::Fixture;

namespace {

struct Case {
  const char* answer;
  const char* error;  // "": compiles
};

Fixture with_stages() {
  Fixture fixture;
  const auto run = [](const auto&, auto& out, auto&, auto&) {
    out[0] = frame::Value::of(1.0);
    return 0;
  };
  fixture.stage("s", {{},
                      {{"sure", frame::Type::f64, false, true, true, ""},
                       {"maybe", frame::Type::f64, false, false, false, ""}},
                      run});
  fixture.model("m", {"sure"}, [](const double*, double* score, uint8_t* status, auto&) {
    *score = 0.5;
    *status = frame::row_ok;
    return 0;
  });
  return fixture;
}

}  // namespace

TEST_CASE("a field that can become null must be declared nullable") {
  const Case cases[] = {
      {"x: input.a", ""},
      {"x: input.b", "can become null"},
      {"x: [input.b, 0]", ""},
      {"x: [input.b, input.a]", ""},
      {"x: [input.b, null]", "can become null"},
      {"'x?': input.b", ""},
      {"x: firm.sure", ""},
      {"x: firm.maybe", "can become null"},
      {"x: loose.sure", "can become null"},  // the stage may fail
      {"x: must.score", ""},
      {"x: may.score", "can become null"},
      {"x: may.elapsed_ms", ""},
      {"x: guarded.elapsed_ms", "can become null"},
      {"x: guarded.status", ""},
      {"x: pipeline.elapsed_ms", ""},
      {"x: models.m.version", ""},
      {"x: models.m.sha256", "can become null"},
      {"x: now", ""},
      {"x: {y: {z: input.b}}", "answer.x.y.z"},
      {"x: input.c", "input.c"},
      {"x: models.q.version", "'q'"},
      {"x: models.m.versio", "version"},
  };
  for (const Case& c : cases) {
    Fixture fixture = with_stages();
    const std::string mistakes = fixture.compile(std::string(R"(
    input: {a: float, b: 'float?'}
    stages:
      firm: {plugin: p, required: true}
      must: {predict: m, required: true}
      may: {predict: m}
      guarded: {predict: m, breaker: {}}
      loose: {plugin: p}
    answer: {)") + c.answer + "}\n");
    INFO(c.answer);
    INFO(mistakes);
    // The feature 'sure' is offered once when the predict stages are compiled.
    if (*c.error == '\0') {
      CHECK(mistakes.empty());
    } else {
      CHECK(mistakes.find(c.error) != std::string::npos);
    }
  }
}

TEST_CASE(
    "an answer calls a model's type as the pipeline says, and nothing else changes its name") {
  Fixture fixture = with_stages();
  const std::string type = fixture.model("m")->info().type;
  const std::string renames = "    model_types: {other: x, " + type + ": renamed}\n";
  const std::string answer =
      "    answer: {t: models.m.type, v: models.m.version, s: " + type + "}\n";
  REQUIRE(fixture.compile(renames + answer) == "");
  CHECK(fixture.ask("") == 200);
  CHECK(fixture.out == R"({"t":"renamed","v":"m-v1","s":")" + type + R"("})");
}

TEST_CASE("constants of models and literals become part of the fixed text") {
  Fixture fixture = with_stages();
  REQUIRE(fixture.compile(R"(
    answer: {ok: true, n: 3, s: plain, q: "a.b", v: models.m.version, f: models.m.features,
        d: models.m.dimension, t: models.m.target}
)") == "");
  CHECK(fixture.plan().answer.parts.size() == 1);
  CHECK(fixture.ask("") == 200);
  CHECK(fixture.out == R"({"ok":true,"n":3,"s":"plain","q":"a.b","v":"m-v1","f":["sure"],"d":1,)"
                       R"("t":{"event":"up-move","horizon":"1min","reference":"mid"}})");
}
