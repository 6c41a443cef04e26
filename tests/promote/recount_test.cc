// Rows counted again: equal, within bounds, or a contradiction.
#include "recount.h"

#include "promote/made_pairs.h"
#include "support/catch.h"

using namespace spark::test;
using Catch::Matchers::ContainsSubstring;
using promote::PairRow;
using promote::Recount;
using State = promote::Recount::State;
using Rows = std::vector<PairRow>;

namespace {

constexpr int64_t minute = 60'000;

std::set<int64_t> all_days() {
  std::set<int64_t> days;
  for (const PairRow& row : made_rows()) days.insert(row.received_ms / promote::day_ms);
  return days;
}

Recount recounted(const spark::stats::PairBasis& basis, const Rows& rows, uint64_t lost = 0,
                  const std::set<int64_t>& days = all_days(),
                  const std::vector<int64_t>& starts = {}) {
  promote::RowRecount recount(basis, starts);
  for (const PairRow& row : rows) recount.look_at(row);
  for (const PairRow& row : rows) recount.add(row);
  return recount.finish(lost, days);
}
Recount recounted(const Rows& rows, uint64_t lost = 0) {
  return recounted(made_basis(made_rows()), rows, lost);
}

// Some rows less: `every` so many, one is gone.
Rows without(Rows rows, size_t every) {
  Rows left;
  for (size_t i = 0; i < rows.size(); ++i)
    if (i % every != 0) left.push_back(rows[i]);
  return left;
}

}  // namespace

TEST_CASE("the rows that were counted are equal, whatever their order and whoever else is there") {
  Rows rows = made_rows();
  const Recount found = recounted(rows);
  CHECK(found.state == State::equal);
  CHECK(found.reasons.empty());
  CHECK(found.rows == rows.size());
  CHECK(found.requests == rows.size());
  std::reverse(rows.begin(), rows.end());
  PairRow other = rows[7];
  other.candidate_model = "v9@" + std::string(64, '9');
  rows.push_back(other);
  PairRow before = rows[7];
  before.received_ms -= 2 * promote::day_ms;
  rows.push_back(before);
  CHECK(recounted(rows).state == State::equal);
}

TEST_CASE("a row that was changed, added or taken away contradicts the counts") {
  const struct {
    const char* what;
    void (*change)(Rows& rows);
    const char* reason;
  } cases[] = {
      {"a score", [](Rows& rows) { rows[700].candidate.score = 0.58; }, "matches"},
      {"a score, a little", [](Rows& rows) { *rows[700].candidate.score += 0.002; }, "distances"},
      {"a score, very little", [](Rows& rows) { *rows[700].candidate.score += 1e-5; }, "delta_sum"},
      {"a time", [](Rows& rows) { rows[700].candidate.elapsed_ms = 3; }, "candidate's times"},
      {"production's time", [](Rows& rows) { rows[700].production.elapsed_ms = 30; },
       "production's times"},
      {"a failure",
       [](Rows& rows) {
         rows[700].candidate = {SPARK_STATUS_ERROR, {}, 2.0};
       },
       "errors"},
      {"the code", [](Rows& rows) { rows[700].code = 422; }, "requests"},
      {"one is gone", [](Rows& rows) { rows.erase(rows.begin() + 700); }, "requests"},
      {"one came", [](Rows& rows) { rows.insert(rows.begin(), rows[700]); }, "requests"},
      {"its hour",
       [](Rows& rows) {
         for (size_t i = 700; i < 703; ++i) rows[i].received_ms += 3 * promote::hour_ms;
       },
       "pairs by hours"},
  };
  for (const auto& each : cases) {
    INFO(each.what);
    Rows rows = made_rows();
    each.change(rows);
    const Recount found = recounted(rows);
    CHECK(found.state == State::differs);
    std::string reasons;
    for (const std::string& reason : found.reasons) reasons += reason + "; ";
    CHECK_THAT(reasons, ContainsSubstring(each.reason));
  }
}

TEST_CASE("counts that were changed along with their figures contradict the rows") {
  auto basis = made_basis(made_rows());
  basis.sums.errors -= 5;
  CHECK(recounted(basis, made_rows()).state == State::differs);
  basis = made_basis(made_rows());
  basis.sums.matches = basis.sums.scored - 1;
  CHECK(recounted(basis, made_rows()).state == State::differs);
}

TEST_CASE("rows that were lost widen the bounds, and nothing is called equal then") {
  const Rows left = without(made_rows(), 100);
  const uint64_t gone = made_rows().size() - left.size();
  CHECK(recounted(left).state == State::differs);
  CHECK(recounted(left, gone - 1).state == State::differs);
  const Recount found = recounted(left, gone);
  CHECK(found.state == State::within);
  CHECK(found.lost == gone);
  CHECK(found.bounds.front().name == "requests");
  CHECK(found.bounds.front().least == static_cast<double>(left.size()));
  CHECK(found.bounds.front().most == static_cast<double>(left.size() + gone));
  CHECK(recounted(made_rows(), 3).state == State::within);
  Rows counted = left;  // the log says it itself
  for (size_t i = 0; i < counted.size(); ++i) counted[i].dropped = static_cast<int64_t>(i / 99) + 1;
  counted[0].dropped = 0;
  CHECK(recounted(counted).lost >= gone - 1);
  Rows wrong = left;  // lost rows excuse no row that is there
  wrong[5].candidate.score = 0.9;
  CHECK(recounted(wrong, 0).state == State::differs);
}

TEST_CASE("rows at the window's edges are inside or outside in their order") {
  Rows rows = made_rows();
  const auto basis = made_basis(rows);
  PairRow early = rows.front(), late = rows.back();
  early.received_ms = basis.from_ms - 4'000;  // counted in the hour before
  late.received_ms = basis.to_ms + 200;       // not counted yet
  rows.push_back(early);
  rows.push_back(late);
  const Recount found = recounted(basis, rows);
  CHECK(found.state == State::equal);
  CHECK(found.rows_edge == 2);
  rows[rows.size() - 2].received_ms = basis.from_ms + 4'000;  // surely inside
  CHECK(recounted(basis, rows).state == State::differs);
}

TEST_CASE("where data drives the time, a look comes with the next request") {
  Rows rows = made_rows();
  auto basis = made_basis(rows);
  PairRow before = rows.front();
  before.received_ms -= minute;  // the last one before the window: of its first look
  rows.insert(rows.begin(), before);
  basis = made_basis({rows.begin(), rows.end() - 1});
  basis.hours[basis.from_ms / promote::hour_ms] += 1;
  basis.hours.erase(basis.from_ms / promote::hour_ms - 1);
  CHECK(recounted(basis, rows).state == State::differs);  // the last row is surely inside
  rows.pop_back();
  CHECK(recounted(basis, rows).state == State::equal);
  rows.front().received_ms -= minute;  // still the last
  CHECK(recounted(basis, rows).state == State::equal);
  rows.insert(rows.begin() + 1, rows.front());
  rows[1].received_ms += minute / 2;
  CHECK(recounted(basis, rows).state == State::equal);  // that one, in the other's place
  rows.erase(rows.begin(), rows.begin() + 2);
  CHECK(recounted(basis, rows).state == State::differs);
}

TEST_CASE("files that are gone make the comparison partial, and a contradiction stays one") {
  const Rows all = made_rows();
  const auto basis = made_basis(all);
  const int64_t last_day = all.back().received_ms / promote::day_ms;
  Rows rest;
  for (const PairRow& row : all)
    if (row.received_ms / promote::day_ms == last_day) rest.push_back(row);
  REQUIRE(rest.size() < all.size());
  CHECK(recounted(basis, rest, 0, {last_day}).state == State::partial);
  CHECK(recounted(basis, rest, 0, all_days()).state == State::differs);
  Rows hole = all;  // no file is gone from the middle alone
  hole.erase(hole.begin() + 500, hole.begin() + 700);
  CHECK(recounted(basis, hole, 0, {}).state == State::differs);
  Rows both(all.begin() + 400, all.end());
  CHECK(recounted(basis, both, 0, {}).state == State::partial);
  both.erase(both.begin() + 500, both.begin() + 510);
  CHECK(recounted(basis, both, 0, {}).state == State::differs);
  rest[3].candidate = {SPARK_STATUS_OK, 0.9, 2.0};
  CHECK(recounted(basis, rest, 0, {last_day}).state == State::differs);
  CHECK(recounted(basis, {}, 0, {}).state == State::absent);
}

TEST_CASE("what was counted before a crash may be gone, and so may its last rows") {
  Rows rows = made_rows();
  const auto counted = made_basis(rows);
  const int64_t crash = rows[600].received_ms + 100;
  PairRow uncounted = rows[600];
  uncounted.received_ms += 50;
  rows.push_back(uncounted);  // answered, recorded, and not kept by a look
  CHECK(recounted(counted, rows).state == State::differs);
  const Recount found = recounted(counted, rows, 0, all_days(), {crash + minute / 2});
  CHECK(found.state == State::within);
  CHECK(found.starts == 1);
  // A start after a stop in order loses nothing.
  CHECK(recounted(counted, made_rows(), 0, all_days(), {crash + minute / 2}).state == State::equal);
}
