// The rows that a model's successor is warmed on.
#include "pipeline/recent_rows.h"

#include <algorithm>

#include "pipeline/fixture.h"
#include "support/catch.h"

using namespace spark;
using namespace spark::pipeline;

TEST_CASE("the last rows are kept, whole, as many as there is room for") {
  RecentRows rows(2);
  CHECK(rows.copy().empty());
  const size_t given = RecentRows::rows_max + 10;
  for (size_t i = 0; i < given; ++i) {
    const double row[] = {static_cast<double>(i), -static_cast<double>(i)};
    rows.keep(row);
    if (i == 0) CHECK(rows.copy() == std::vector<double>{0, -0.0});
  }
  const std::vector<double> kept = rows.copy();
  REQUIRE(kept.size() == 2 * RecentRows::rows_max);
  std::vector<double> firsts;
  for (size_t i = 0; i < kept.size(); i += 2) {
    CHECK(kept[i + 1] == -kept[i]);
    firsts.push_back(kept[i]);
  }
  std::sort(firsts.begin(), firsts.end());
  CHECK(firsts.front() == 10);
  CHECK(firsts.back() == static_cast<double>(given - 1));
  CHECK(std::adjacent_find(firsts.begin(), firsts.end()) == firsts.end());
}

TEST_CASE("a runner is warmed on the rows that another one gave its model") {
  std::vector<double> seen;
  test::Fixture fixture;
  fixture.stage("features", {{},
                             {{"a", frame::Type::f64, false, false, true, ""}},
                             [count = 0.0](const auto&, auto& out, auto&, auto&) mutable {
                               out[0] = frame::Value::of(++count);
                               return frame::ok;
                             }});
  fixture.model("m", {"a"},
                [&seen](const double* row, double* score, uint8_t* status, frame::Failure&) {
                  seen.push_back(*row);
                  *score = 0.5;
                  *status = frame::row_ok;
                  return int32_t{frame::ok};
                });
  REQUIRE(fixture.compile(R"(
    stages:
      f: {plugin: p}
      m: {predict: m}
    answer: {'score?': m.score}
)") == "");
  Runner serving(fixture.plan(), 0);
  std::string out;
  for (int i = 0; i < 3; ++i) CHECK(serving.handle({"{}"}, out) == 200);
  CHECK(serving.recent_rows(1) == std::vector<double>{1, 2, 3});
  seen.clear();
  Runner next(fixture.plan(), 0);
  next.warm(1, serving.recent_rows(1));
  CHECK(seen == std::vector<double>{1, 2, 3});
  CHECK(next.recent_rows(1).empty());
}
