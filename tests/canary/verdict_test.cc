// Precedence: what compares the models goes before what looks at the candidate alone.
#include "canary/verdict.h"

#include "support/catch.h"

using namespace canary;

namespace {

constexpr int64_t now = 10 * hour_ms;

struct Case {
  SequentialTests tests;
  Plan plan;
  History history;

  [[nodiscard]] Verdict judged() const {
    return judge(tests, judge_limits(plan, history, 0, now), plan, history, now);
  }
};

// 10 min of pairs, all selected.
void fill(History& history, uint64_t errors, uint64_t production_errors) {
  for (int i = 0; i < 60; ++i) {
    Sums sums;
    sums.pairs = sums.selected = sums.timed = sums.production_timed = 100;
    sums.scored = sums.matches = 80;
    sums.errors = errors;
    sums.production_errors = production_errors;
    history.add(now - i * bucket_ms, sums);
  }
}

// Three slots in which the candidate alone was looked at, and failed.
void fail(SequentialTests& tests) {
  Sums failing;
  failing.pairs = failing.selected = failing.errors = failing.timed = 1;
  for (int i = 0; i < 3; ++i) tests.observe(failing, {});
}

}  // namespace

TEST_CASE("a broken limit aborts, unless production breaks it, too") {
  Case alone;
  fill(alone.history, 6, 0);
  CHECK(alone.judged().judgement == Judgement::abort);
  CHECK(alone.judged().cause == Cause::errors_limit);
  Case both;
  fill(both.history, 6, 6);
  CHECK(both.judged().judgement == Judgement::common_cause);
  Case none;
  fill(none.history, 0, 6);
  CHECK(none.judged().judgement == Judgement::none);
}

TEST_CASE("one limit that both break does not excuse another") {
  Case one;
  fill(one.history, 6, 3);  // both above 2 %, the candidate alone above 5 %
  CHECK(one.judged().judgement == Judgement::abort);
}

TEST_CASE("evidence of a difference aborts, whatever production does") {
  Case one;
  fill(one.history, 6, 6);
  Sums worse;
  worse.pairs = worse.candidate_only = 1;
  for (int i = 0; i < 12; ++i) one.tests.observe(worse, {});
  CHECK(one.judged().judgement == Judgement::abort);
  CHECK(one.judged().cause == Cause::paired);
}

TEST_CASE("absolute evidence aborts, or is explained by production for ever") {
  Case alone;
  fill(alone.history, 0, 0);
  fail(alone.tests);
  CHECK(alone.judged().judgement == Judgement::abort);
  CHECK(alone.judged().cause == Cause::error_evidence);

  Case both;
  fill(both.history, 0, 2);
  fail(both.tests);
  const Verdict held = both.judged();
  CHECK(held.judgement == Judgement::common_cause);
  REQUIRE(held.explains[0]);
  both.tests.explain(Test::errors);
  both.history.clear();
  fill(both.history, 0, 0);
  CHECK(both.judged().judgement == Judgement::none);
}

TEST_CASE("no data breaks nothing and excuses nothing") {
  Case one;
  CHECK(one.judged().judgement == Judgement::none);
  Sums failing;
  failing.pairs = failing.selected = failing.errors = failing.production_errors = 20;
  one.history.add(now, failing);
  fail(one.tests);
  CHECK(one.judged().judgement == Judgement::abort);
}

TEST_CASE("scores that disagree abort by the match limit") {
  Case one;
  for (int i = 0; i < 60; ++i) {
    Sums sums;
    sums.pairs = sums.selected = sums.scored = 10;
    sums.matches = 8;
    one.history.add(now - i * bucket_ms, sums);
  }
  CHECK(one.judged().cause == Cause::match_limit);
}
