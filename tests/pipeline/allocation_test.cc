// After warm-up a request allocates nothing.
#include "pipeline/fixture.h"
#include "support/allocations.h"
#include "support/catch.h"

bool spark::test::counts_allocations() noexcept {
  return true;
}

using namespace spark;
using pipeline::test::Fixture;

TEST_CASE("a request allocates nothing after warm-up") {
  Fixture fixture;
  fixture.stage("f", {{{"input.snap.mid", frame::Type::f64, false, false, false, ""}},
                      {{"a", frame::Type::f64, false, false, true, ""}},
                      [](const auto& in, auto& out, auto&, auto&) {
                        out[0] = in[0];
                        return 0;
                      }});
  bool fail = false;
  fixture.model("m", {"a"}, [&](const double* row, double* score, uint8_t* status, auto& failure) {
    if (fail) {
      failure.set(frame::failed, "as asked");
      return int32_t{frame::failed};
    }
    *score = row[0];
    *status = frame::row_ok;
    return int32_t{0};
  });
  fixture.stage("watch", {{{"request.id", frame::Type::string, false, false, false, ""},
                           {"request.traceparent", frame::Type::string, false, false, false, ""},
                           {"answer.code", frame::Type::i64, false, false, false, ""},
                           {"answer.source", frame::Type::string, false, false, false, ""},
                           {"m.row", frame::Type::f64s, false, false, false, ""}},
                          {},
                          [](const auto&, auto&, auto&, auto&) { return 0; }});
  REQUIRE(fixture.compile(R"(
    input: {symbol: 'string?', snap: {mid: float}, list: 'float[]?'}
    stages:
      f: {plugin: p, stage: f, required: true}
      m: {predict: m, budget: 1s, breaker: {}}
      w: {plugin: p, stage: watch}
    answer: {'symbol?': input.symbol, 'score?': m.score, version: m.version,
        'list?': input.list, first: [m.score, 0], at: now, ms: pipeline.elapsed_ms}
)") == "");
  const std::string body = R"({"symbol":"BTCUSDT","snap":{"mid":45000.5},"list":[1,2,3]})";
  const std::string bad = R"({"symbol":"BTCUSDT","snap":{"mid":"x"}})";
  for (int i = 0; i < 10; ++i) REQUIRE(fixture.ask(body) == 200);
  fixture.out.reserve(4096);

  const uint64_t before = test::allocations();
  uint32_t codes = 0;
  for (int i = 0; i < 1000; ++i) codes += fixture.ask(body);
  for (int i = 0; i < 1000; ++i) codes += fixture.ask(bad);
  fail = true;
  for (int i = 0; i < 50; ++i) codes += fixture.ask(body);
  const uint64_t made = test::allocations() - before;
  CHECK(made == 0);
  CHECK(codes == 1050 * 200 + 1000 * 400);

  fail = false;
  std::string().swap(fixture.out);  // the counter counts: a fresh string must grow
  const uint64_t before_growth = test::allocations();
  (void)fixture.ask(body);
  CHECK(test::allocations() > before_growth);
}
