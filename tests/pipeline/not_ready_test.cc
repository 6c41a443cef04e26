// What is answered while the model that must answer waits for features.
#include <cmath>

#include "pipeline/fixture.h"
#include "support/catch.h"

namespace spark::pipeline::test {

TEST_CASE(
    "a required model that is not ready says what is missing, and for what the pipeline waits") {
  Fixture fixture;
  fixture.model("m", {"a", "b", "c"},
                [](const double* row, double* score, uint8_t* status, frame::Failure&) {
                  *score = 0.5;
                  *status = std::isnan(row[0]) || row[0] > 0 ? frame::row_ok : frame::row_not_ready;
                  return 0;
                });
  const auto values = [](const auto& in, auto& out, auto&, auto&) {
    for (size_t i = 0; i < out.size(); ++i) out[i] = in[i];
    return 0;
  };
  const auto number = [](const char* name) {
    return frame::SlotSpec{name, frame::Type::f64, true, false, false, ""};
  };
  const auto feature = [](const char* name) {
    return frame::SlotSpec{name, frame::Type::f64, false, false, true, ""};
  };
  fixture.stage("s", {{number("input.a"), number("input.b"), number("input.c")},
                      {feature("a"), feature("b"), feature("c")},
                      values});
  REQUIRE(fixture.compile(R"(
    input: {a: 'float?', b: 'float?', c: 'float?'}
    stages: {s: {plugin: p}, m: {predict: m, required: true}}
    answer: {score: m.score}
)") == "");
  CHECK(fixture.ask(R"({"a":1,"c":3})") == 422);
  CHECK(fixture.out == R"({"error":"features not ready: b","missing":["b"]})");
  CHECK(fixture.not_ready().stage() == 1);
  CHECK(fixture.not_ready().has(1));
  CHECK_FALSE(fixture.not_ready().has(2));
  CHECK(fixture.ask(R"({"c":3})") == 422);
  CHECK(fixture.out == R"({"error":"features not ready: a, b","missing":["a","b"]})");
  // The model itself may say so: nothing is missing then, and the answer has the same form.
  CHECK(fixture.ask(R"({"a":0,"b":2,"c":3})") == 422);
  CHECK(fixture.out ==
        R"({"error":"features not ready: the model is not ready for this row","missing":[]})");
  CHECK(fixture.ask(R"({"a":1,"b":2,"c":3})") == 200);
  CHECK_FALSE(fixture.not_ready());
}

TEST_CASE("a stage that knows how long its features need says so in the answer") {
  Fixture fixture;
  fixture.model("m", {"a"}, [](const double*, double* score, uint8_t* status, frame::Failure&) {
    *score = 0.5;
    *status = frame::row_ok;
    return 0;
  });
  int64_t left = 7;
  fixture.stage("s", {{},
                      {frame::SlotSpec{"a", frame::Type::f64, false, false, true, ""},
                       frame::SlotSpec{"minutes_left", frame::Type::i64, false, false, false, ""}},
                      [&](const auto&, auto& out, auto&, auto&) {
                        if (left >= 0) out[1] = frame::Value::of(left);
                        return 0;
                      }});
  REQUIRE(fixture.compile(R"(
    stages: {s: {plugin: p}, m: {predict: m, required: true}}
    answer: {score: m.score}
)") == "");
  CHECK(fixture.ask("") == 422);
  CHECK(fixture.out == R"({"error":"features not ready: a","missing":["a"],"minutes_left":7})");
  left = -1;  // it does not know
  CHECK(fixture.ask("") == 422);
  CHECK(fixture.out == R"({"error":"features not ready: a","missing":["a"]})");
}

TEST_CASE("features beyond those that one word can hold are not named, and none is lost") {
  NotReady waits(63);
  CHECK(waits);
  CHECK(waits.stage() == 63);
  CHECK_FALSE(waits.has(0));
  waits.add(0);
  waits.add(400);
  CHECK(waits.has(0));
  CHECK(waits.has(NotReady::features_max - 1));
  CHECK_FALSE(waits.has(400));
  CHECK(waits.stage() == 63);
  CHECK(NotReady::of_word(waits.word()).has(0));
  CHECK_FALSE(NotReady());
}

}  // namespace spark::pipeline::test
