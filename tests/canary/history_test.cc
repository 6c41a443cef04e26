// Windows of minutes, and of samples where minutes have too few; limits over them.
#include "canary/history.h"

#include "canary/limits.h"
#include "spark/error.h"
#include "support/catch.h"

using namespace canary;

namespace {

Sums sums(uint64_t pairs, uint64_t errors = 0) {
  Sums made;
  made.pairs = made.selected = made.timed = made.scored = made.matches = pairs;
  made.errors = errors;
  return made;
}

constexpr int64_t now = 100 * hour_ms;

}  // namespace

TEST_CASE("a window holds its minutes where they have a hundred samples") {
  History history;
  history.add(now - 20 * minute_ms, sums(1'000));
  history.add(now - 4 * minute_ms, sums(60));
  history.add(now, sums(50));
  const Span five = history.span(now, 5 * minute_ms, &Sums::selected);
  CHECK(five.basis == Basis::minutes);
  CHECK(five.sums.selected == 110);
}

TEST_CASE("a window with fewer takes the newest hundred, of at most 24 h") {
  History history;
  for (int i = 0; i < 400; ++i) history.add(now - i * minute_ms, sums(1));
  const Span ten = history.span(now, 10 * minute_ms, &Sums::selected);
  CHECK(ten.basis == Basis::samples);
  CHECK(ten.sums.selected == 100);
  CHECK(ten.from_ms == now - 99 * minute_ms);

  History sparse;
  for (int i = 0; i < 50; ++i) sparse.add(now - i * hour_ms, sums(3));
  const Span few = sparse.span(now, 10 * minute_ms, &Sums::selected);
  CHECK(few.basis == Basis::too_few);
  CHECK(few.sums.selected == 72);
}

TEST_CASE("a day of any traffic has room: a request a minute, and one in each bucket") {
  History slow, dense;
  for (int64_t i = 24 * 60 - 1; i >= 0; --i) slow.add(now - i * minute_ms, sums(1));
  const Span newest = slow.span(now, 24 * hour_ms, &Sums::selected);
  CHECK(newest.sums.selected > 24 * 60 - 30);
  CHECK(newest.sums.selected <= 24 * 60);
  for (int64_t at = now - 25 * hour_ms; at <= now; at += bucket_ms) dense.add(at, sums(1));
  const uint64_t hundred = dense.span(now, 5 * minute_ms, &Sums::selected).sums.selected;
  CHECK(hundred >= 100);
  CHECK(hundred < 106);
  CHECK(dense.span(now, hour_ms, &Sums::selected).sums.selected >= 360 - 6);
  CHECK(dense.span(now, 24 * hour_ms, &Sums::selected).sums.selected > 24 * 360 - 130);
  spark::ByteWriter out;
  dense.write(out);
  CHECK(out.text().size() <= 8 + History::buckets_max * 8 * (1 + sums_words));
}

TEST_CASE("a history is kept and goes on") {
  History history;
  history.add(now, sums(10, 2));
  history.add(now - minute_ms, sums(20));
  spark::ByteWriter out;
  history.write(out);
  History other;
  spark::ByteReader in(out.text());
  other.read(in);
  spark::ByteWriter again;
  other.write(again);
  CHECK(again.text() == out.text());

  std::string wrong = out.text();
  wrong[8 + 8 + 7] = 1;  // more pairs than anything
  spark::ByteReader bad(std::string_view(wrong).substr(0, 40));
  CHECK_THROWS_AS(other.read(bad), spark::Error);
}

TEST_CASE("a limit is judged when it has lasted, and by its own samples") {
  const Plan plan;
  History history;
  for (int i = 0; i < 60; ++i) history.add(now - i * bucket_ms, sums(50, 2));  // 4 %
  CHECK_FALSE(judge_limits(plan, history, now - 9 * minute_ms, now)[1].is_judged);
  const Findings all = judge_limits(plan, history, now - 10 * minute_ms, now);
  CHECK(all[1].is_broken);        // more than 2 % in 10 min
  CHECK_FALSE(all[2].is_broken);  // not more than 5 % in 5 min
  CHECK(all[1].value == Approx(0.04));
  CHECK(all[1].samples == 3'000);
  CHECK_FALSE(all[1].is_shared);
}

TEST_CASE("trouble is shared when production is above the limit, or near it by chance") {
  CHECK(is_shared(60, 1'000, 60, 1'000, 0.05));
  CHECK(is_shared(51, 1'000, 49, 1'000, 0.05));        // chance which of them is first
  CHECK_FALSE(is_shared(51, 1'000, 20, 1'000, 0.05));  // production is far from it
  CHECK_FALSE(is_shared(90, 1'000, 49, 1'000, 0.05));  // no chance
  CHECK_FALSE(is_shared(60, 1'000, 60, 99, 0.05));     // no data is no excuse
}

TEST_CASE("latency is broken when its nearest-rank 95 % quantile is above the limit") {
  CHECK_FALSE(is_p95_above(5, 100));
  CHECK(is_p95_above(6, 100));
  CHECK_FALSE(is_p95_above(5, 101));
  CHECK_FALSE(is_p95_above(6, 120));
  CHECK_FALSE(is_p95_above(0, 0));
  CHECK(is_p95_above(1, 1));
}
