// The slots that the host writes beside a request's input: what they hold, and when they are there.
#include <cmath>
#include <optional>

#include "base/start_id.h"
#include "pipeline/watching.h"
#include "support/catch.h"

using namespace spark;
using frame::Type;
using namespace pipeline::test;

TEST_CASE("a model's row is what the model saw, whatever came of it") {
  Fixture fixture;
  add_model(fixture, true);
  Seen seen;
  fixture.stage("watch", seen.spec({in("m.row", Type::f64s)}));
  REQUIRE(fixture.compile(R"(
    input: {a: 'float?', rows: 'float[]?', go: 'bool?'}
    stages:
      f: {plugin: p, stage: f}
      m: {predict: m, rows: input.rows, when: input.go}
      w: {plugin: p, stage: watch}
    answer: {'x?': m.score}
)") == "");
  const auto row = [&]() -> std::optional<std::vector<double>> {
    if (seen.values[0].is_null()) return std::nullopt;
    const auto numbers = seen.values[0].numbers();
    return std::vector<double>(numbers.begin(), numbers.end());
  };
  fixture.ask(R"({"a":2,"go":true})");
  CHECK(row() == std::vector<double>{2});
  fixture.ask(R"({"a":-2,"go":true})");  // the model failed
  CHECK(row() == std::vector<double>{-2});
  fixture.ask(R"({"a":2,"rows":[5],"go":true})");
  CHECK(row() == std::vector<double>{5});
  fixture.ask(R"({"go":true})");
  REQUIRE(row());
  CHECK(std::isnan(row()->at(0)));  // missing, as the model saw it
  fixture.ask(R"({"a":2,"go":false})");
  CHECK_FALSE(row());  // not asked
  fixture.ask(R"({"rows":[1,2],"go":true})");
  CHECK_FALSE(row());  // no row of its
}

TEST_CASE("a row is for stages alone") {
  Fixture fixture;
  add_model(fixture);
  const std::string stages = R"(
    input: {a: 'float?'}
    stages:
      f: {plugin: p, stage: f}
      m: {predict: m}
      n: {predict: m)";
  CHECK_THAT(fixture.compile(stages + "}\n    answer: {'x?': m.row}\n"),
             Catch::Matchers::ContainsSubstring("'m.row' is for stages"));
  CHECK_THAT(fixture.compile(stages + ", rows: m.row}\n    answer: {ok: true}\n"),
             Catch::Matchers::ContainsSubstring("cannot be given to a model again"));
}

TEST_CASE("a request's own slots are written if something reads them, and else take no place") {
  Fixture fixture;
  add_model(fixture);
  Seen seen;
  fixture.stage("watch",
                seen.spec({in("request.id", Type::string), in("request.sequence", Type::i64),
                           in("request.now_ns", Type::i64), in("request.utc_ms", Type::i64),
                           in("request.traceparent", Type::string)}));
  REQUIRE(fixture.compile("\n    answer: {ok: true}\n") == "");
  CHECK(fixture.plan().slots.empty());
  CHECK_FALSE(fixture.plan().reads_utc);
  REQUIRE(fixture.compile("\n    answer: {id: request.id, at: request.utc_ms}\n") == "");
  CHECK(fixture.plan().slots.size() == 2);
  REQUIRE(fixture.compile(R"(
    stages: {w: {plugin: p, stage: watch}}
    answer: {ok: true}
)") == "");
  CHECK(fixture.plan().slots.size() == 5);
  const std::string start(base::start_id());
  CHECK(start.size() == 16);
  fixture.ask({"{}", 0, 41});
  CHECK(seen.values[0].text() == start + "-41");
  CHECK(seen.values[1].i64 == 41);
  CHECK(seen.values[2].i64 > 0);
  CHECK(seen.values[3].i64 > 1'700'000'000'000);
  CHECK(seen.values[4].is_null());
  const int64_t before_ns = seen.values[2].i64;
  std::string id(pipeline::request_text_bytes_max, 'i');
  std::string parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  // The buffers of the request are another request's by the time that observers run.
  fixture.when_answered = [&] {
    id.assign(id.size(), 'x');
    parent.assign(parent.size(), 'x');
  };
  fixture.ask({"{}", 0, 42, id, parent});
  CHECK(seen.values[0].text() == std::string(pipeline::request_text_bytes_max, 'i'));
  CHECK(seen.values[2].i64 >= before_ns);
  CHECK(seen.values[4].text() == "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
}
