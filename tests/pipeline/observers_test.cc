// Which stages run after the answer, and what they see.
#include "pipeline/observers.h"

#include "pipeline/watching.h"
#include "support/catch.h"

using namespace spark;
using frame::Type;
using pipeline::Outcome;
using namespace pipeline::test;

namespace {

// "stage: reads > writes", with `!` for a required one; the answer reads the slots behind
// "answer:".
struct Case {
  std::vector<std::string> stages;
  std::string answer;
  std::string after;  // the names of the observers
};

std::vector<std::string> words(const std::string& text) {
  std::vector<std::string> all;
  for (size_t at = 0; at < text.size();) {
    const size_t end = std::min(text.find(' ', at), text.size());
    if (end > at) all.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return all;
}

frame::Plan plan_of(const Case& c) {
  frame::Plan plan;
  for (const std::string& text : c.stages) {
    frame::PlacedStage stage;
    const size_t colon = text.find(':');
    const size_t arrow = text.find('>');
    stage.name = text.substr(0, colon);
    stage.required = stage.name.ends_with('!');
    stage.reads = words(text.substr(colon + 1, arrow - colon - 1));
    stage.writes = words(text.substr(arrow + 1));
    plan.stages.push_back(std::move(stage));
  }
  for (const std::string& slot : words(c.answer)) {
    plan.answer.parts.push_back({frame::Answer::Part::Kind::first_of,
                                 "",
                                 {{static_cast<uint32_t>(plan.slots.size()), ""}}});
    plan.slots.push_back({slot, Type::f64, false, false});
  }
  return plan;
}

}  // namespace

TEST_CASE("a stage whose outputs the answer does not need is an observer") {
  const Case cases[] = {
      {{}, "", ""},
      {{"a: > a.x"}, "a.x", ""},
      {{"a: > a.x"}, "", "a"},
      {{"a: >"}, "", "a"},
      {{"a!: >"}, "", ""},                        // it may end the request
      {{"a: > a.x", "b: a.x > b.x"}, "b.x", ""},  // needed by one that is needed
      {{"a: > a.x", "b: a.x > b.x"}, "a.x", "b"},
      {{"a: > a.x", "b: a.x > b.x"}, "", "a b"},  // needed by an observer alone
      {{"a: > a.x", "b!: a.x >"}, "", ""},
      {{"a: > a.x", "b: > b.x", "c: a.x b.x > c.x", "d: c.x >"}, "c.x", "d"},
      {{"a: >", "b: > b.x", "c: >", "d: b.x > d.x"}, "d.x", "a c"},
      {{"a: > a.x a.y", "b: a.x > b.x"}, "a.y", "b"},  // one of its outputs suffices
      {{"a: > a.x", "b: > a.xx"}, "a.x", "b"},         // whole names
  };
  for (const Case& c : cases) {
    CAPTURE(c.stages, c.answer);
    frame::Plan plan = plan_of(c);
    const std::vector<bool> after = pipeline::observers(plan);
    std::string names;
    for (size_t i = 0; i < after.size(); ++i)
      if (after[i]) names += (names.empty() ? "" : " ") + plan.stages[i].name;
    CHECK(names == c.after);
    pipeline::place_observers(plan, after);
    std::string placed;
    for (size_t i = plan.stages_before; i < plan.stages.size(); ++i)
      placed += (placed.empty() ? "" : " ") + plan.stages[i].name;
    CHECK(placed == c.after);
  }
}

TEST_CASE("an observer runs when the answer is rendered, and sees it") {
  Fixture fixture;
  add_model(fixture);
  Seen seen;
  fixture.stage("watch", seen.spec({in("answer.code", Type::i64), in("answer.source", Type::string),
                                    in("answer.elapsed_ms", Type::f64), in("m.score", Type::f64)}));
  REQUIRE(fixture.compile(R"(
    input: {a: 'float?', text: 'string?'}
    stages:
      w: {plugin: p, stage: watch}
      f: {plugin: p, stage: f}
      m: {predict: m}
    answer: {ok: true, score: [m.score, 7]}
)") != "");  // it stands before what it reads
  REQUIRE(fixture.compile(R"(
    input: {a: 'float?', text: 'string?'}
    stages:
      f: {plugin: p, stage: f}
      m: {predict: m}
      w: {plugin: p, stage: watch}
    answer: {ok: true, score: [m.score, 7], other: [m.status, 1]}
)") == "");
  std::string rendered;
  fixture.when_answered = [&] {
    rendered = fixture.out;
    CHECK(seen.runs == 0);
  };
  REQUIRE(fixture.ask(R"({"a":2})") == 200);
  CHECK(rendered == R"({"ok":true,"score":4,"other":0})");
  CHECK(fixture.out == rendered);
  REQUIRE(seen.runs == 1);
  CHECK(seen.values[0].i64 == 200);
  CHECK(seen.values[1].text() == "m.score");
  CHECK(seen.values[2].f64 > 0);
  CHECK(seen.values[3].f64 == 4);
  CHECK(fixture.outcome(2) == Outcome::ok);
  fixture.when_answered = [] {};
  fixture.ask("{}");
  CHECK(seen.values[1].text() == "7");  // the first list's literal
  CHECK(seen.values[3].is_null());
}

TEST_CASE("after an error only an observer that reads the code runs") {
  Fixture fixture;
  add_model(fixture);
  Seen all, good;
  fixture.stage("all", all.spec({in("answer.code", Type::i64), in("answer.source", Type::string),
                                 in("input.a", Type::f64), in("request.sequence", Type::i64)}));
  fixture.stage("good", good.spec({in("input.a", Type::f64)}));
  REQUIRE(fixture.compile(R"(
    input: {a: float, b: 'float?'}
    stages:
      f: {plugin: p, stage: f}
      m: {predict: m, required: true}
      all: {plugin: p, stage: all}
      good: {plugin: p, stage: good}
    answer: {score: [m.score]}
)") == "");
  CHECK(fixture.ask(R"({"a":-1})") == 500);
  CHECK(all.runs == 1);
  CHECK(all.values[0].i64 == 500);
  CHECK(all.values[1].is_null());
  CHECK(all.values[2].f64 == -1);
  CHECK(fixture.ask(R"({"a":3,"b":"x"})") == 400);
  CHECK(all.runs == 2);
  CHECK(all.values[0].i64 == 400);
  CHECK(all.values[2].is_null());  // half a body is none
  CHECK(all.values[3].i64 == 2);
  CHECK(good.runs == 0);
  CHECK(fixture.outcome(3) == Outcome::not_reached);
  CHECK(fixture.ask(R"({"a":1})") == 200);
  CHECK(good.runs == 1);
  CHECK(all.runs == 3);
}

TEST_CASE("an observer's failure is its own, and later ones still run") {
  Fixture fixture;
  Seen seen;
  fixture.stage("fails", {{}, {out("x")}, [](const auto&, auto&, auto& failure, auto&) {
                            failure.set(frame::failed, "as asked");
                            return int32_t{frame::failed};
                          }});
  fixture.stage("watch", seen.spec({in("bad.x", Type::f64)}));
  REQUIRE(fixture.compile(R"(
    stages:
      bad: {plugin: p, stage: fails}
      w: {plugin: p, stage: watch}
    answer: {ok: true}
)") == "");
  CHECK(fixture.ask("{}") == 200);
  CHECK(fixture.out == R"({"ok":true})");
  CHECK(fixture.outcome(0) == Outcome::failed);
  CHECK(fixture.failure(0) == "as asked");
  CHECK(seen.runs == 1);
  CHECK(seen.values[0].is_null());
}

TEST_CASE("a stage cannot read the answer and be needed by it") {
  Fixture fixture;
  fixture.stage("s", {{in("answer.code", Type::i64)}, {out("x", Type::i64)}, copies});
  CHECK_THAT(fixture.compile(R"(
    stages: {s: {plugin: p}}
    answer: {'x?': s.x}
)"),
             Catch::Matchers::ContainsSubstring(
                 "it reads 'answer.code', so it runs after the answer; but the answer needs what"));
  CHECK_THAT(fixture.compile(R"(
    stages: {s: {plugin: p, required: true}}
    answer: {ok: true}
)"),
             Catch::Matchers::ContainsSubstring("but it is required"));
  for (const std::string slot : {"answer.code", "answer.source", "answer.elapsed_ms"}) {
    CHECK_THAT(fixture.compile("\n    answer: {'x?': " + slot + "}\n"),
               Catch::Matchers::ContainsSubstring("'" + slot + "' is for stages"));
  }
}
