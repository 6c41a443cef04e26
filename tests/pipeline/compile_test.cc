// Names become slots: what is wrong is found before anything runs.
#include "pipeline/fixture.h"
#include "support/catch.h"

using namespace spark;
using pipeline::test::Fixture;
using pipeline::test::StageSpec;

namespace {

int32_t nothing(const std::vector<frame::Value>&, std::vector<frame::Value>&, frame::Failure&,
                frame::Frame&) {
  return 0;
}

frame::SlotSpec feature(const std::string& name) {
  return {name, frame::Type::f64, false, false, true, ""};
}

base::Param param(const std::string& name, base::ParamType type) {
  base::Param param;
  param.name = name;
  param.type = type;
  return param;
}

bool contains(const std::string& text, const std::string& part) {
  INFO(text);
  INFO(part);
  CHECK(text.find(part) != std::string::npos);
  return true;
}

}  // namespace

TEST_CASE("a model's features are bound by name, whatever their order") {
  Fixture fixture;
  fixture.stage("f", {{}, {feature("b"), feature("a")}, [](const auto&, auto& out, auto&, auto&) {
                        out[0] = frame::Value::of(20.0);
                        out[1] = frame::Value::of(1.0);
                        return 0;
                      }});
  fixture.model("m", {"a", "b"}, [](const double* row, double* score, uint8_t* status, auto&) {
    *score = row[0] * 100 + row[1];
    *status = frame::row_ok;
    return 0;
  });
  REQUIRE(fixture.compile(R"(
    stages: {f: {plugin: p}, m: {predict: m, required: true}}
    answer: {x: m.score}
)") == "");
  CHECK(fixture.ask("") == 200);
  CHECK(fixture.out == R"({"x":120})");
}

TEST_CASE("missing features refuse the load and are named") {
  Fixture fixture;
  fixture.stage("f", {{}, {feature("a")}, nothing});
  fixture.model("m", {"a", "b", "c"}, {});
  const auto mistakes = fixture.compile(R"(
    stages: {f: {plugin: p}, m: {predict: m}}
    answer: {ok: true}
)");
  contains(mistakes, "pipelines.t.stages.m.predict");
  contains(mistakes, "needs features that no earlier stage offers: b, c");
}

TEST_CASE("a feature offered twice is a mistake unless bind chooses") {
  Fixture fixture;
  fixture.stage("f", {{}, {feature("a")}, nothing});
  fixture.model("m", {"a"}, {});
  const std::string stages = R"(
    stages: {f: {plugin: p}, g: {plugin: p}, m: {predict: m}}
    answer: {ok: true}
)";
  contains(fixture.compile(stages), "feature 'a' is offered more than once (f.a and g.a)");
}

TEST_CASE("stages see the slots of earlier stages only") {
  Fixture fixture;
  fixture.stage("r", {{{"late.x", frame::Type::f64, false, false, false, ""}}, {}, nothing});
  fixture.stage("w", {{}, {{"x", frame::Type::f64, false, false, false, ""}}, nothing});
  contains(fixture.compile(R"(
    stages: {early: {plugin: p, stage: r}, late: {plugin: p, stage: w}}
    answer: {ok: true}
)"),
           "late.x");
  CHECK(fixture.compile(R"(
    stages: {late: {plugin: p, stage: w}, early: {plugin: p, stage: r}}
    answer: {ok: true}
)") == "");
}

TEST_CASE("an input of another type is a mistake, an optional one may be missing") {
  Fixture fixture;
  fixture.stage("r", {{{"input.a", frame::Type::boolean, false, false, false, ""}}, {}, nothing});
  contains(fixture.compile(
               "    input: {a: float}\n    stages: {s: {plugin: p}}\n    answer: {ok: true}\n"),
           "expected a slot of type bool, but 'input.a' is of type float");
  Fixture other;
  other.stage("r", {{{"input.a", frame::Type::boolean, true, false, false, ""}}, {}, nothing});
  CHECK(other.compile("    stages: {s: {plugin: p}}\n    answer: {ok: true}\n") == "");
}

TEST_CASE("settings that name slots, groups and predict stages are resolved") {
  Fixture fixture;
  fixture.stage("f", {{}, {feature("a")}, nothing});
  fixture.stage("s", {{}, {}, nothing},
                {param("slot", base::ParamType::slot_f64), param("group", base::ParamType::group),
                 param("predict", base::ParamType::predict)});
  fixture.model("m", {"a"}, {});
  const std::string head = R"(
    input: {snap: {mid: float}}
    stages:
      f: {plugin: p, stage: f}
      m: {predict: m, budget: 5ms}
      s: {plugin: p, stage: s, with: )";
  const std::string tail = "}\n    answer: {ok: true}\n";

  REQUIRE(fixture.compile(head + "{slot: input.mid, group: input.snap, predict: m}" + tail) == "");
  CHECK(std::get<std::string>(fixture.last_settings[0].values[0]) == "input.snap.mid");
  const auto& predict = fixture.last_settings[2].values;
  REQUIRE(predict.size() == 3);
  CHECK(std::get<std::string>(predict[1]) == "m");
  CHECK(std::get<double>(predict[2]) == 5.0);

  contains(fixture.compile(head + "{slot: input.mids}" + tail), "did you mean 'input.mid'");
  contains(fixture.compile(head + "{group: input.snapp}" + tail), "input.snap");
  contains(fixture.compile(head + "{predict: f}" + tail), "earlier predict stage");
}

TEST_CASE("a name that fits two slots must be written in full") {
  Fixture fixture;
  contains(fixture.compile("    input: {a: {x: float}, b: {x: float}}\n    answer: {v: input.x}\n"),
           "names more than one slot");
}

TEST_CASE("all mistakes are reported at once, and none twice") {
  Fixture fixture;
  fixture.stage(
      "f", {{{"input.none", frame::Type::f64, false, false, false, ""}}, {feature("a")}, nothing});
  fixture.model("m", {"z"}, {});
  const auto mistakes = fixture.compile(R"(
    stages:
      f: {plugin: p}
      m: {predict: m, when: input.q}
    answer: {x: f.a, y: m.score}
)");
  contains(mistakes, "input.none");
  contains(mistakes, "input.q");
  CHECK(mistakes.find("offers: z") ==
        std::string::npos);  // the failed stage may be the one that offers it
  contains(mistakes, "answer.y");
  CHECK(mistakes.find("answer.x") == std::string::npos);  // the stage's own mistake was reported
}

TEST_CASE("a stage that reads a stage which failed itself is not made, and not reported twice") {
  Fixture fixture;
  fixture.stage("bad", {{}, {feature("x")}, nothing}, {param("must", base::ParamType::f64)});
  fixture.stage("reader", {{{"b.x", frame::Type::f64, false, false, false, ""}}, {}, nothing},
                {param("of", base::ParamType::group)});
  CHECK(fixture.compile(R"(
    stages:
      b: {plugin: p, stage: bad, with: {must: word}}
      r: {plugin: p, stage: reader, with: {of: b}}
    answer: {ok: true}
)") == "t.yaml:12:47: pipelines.t.stages.b.with.must: expected a number, found 'word'\n");
}
