// The curves of a report against values that are counted by hand, or in plain loops.
#include <cmath>
#include <numeric>

#include "spark/stats/random.h"
#include "spark/stats/ranked_scores.h"
#include "support/catch.h"
#include "training/report/roc.h"
#include "training/report/score_groups.h"

using namespace training;

namespace {

struct Rows {
  std::vector<int64_t> ts_ms;
  std::vector<double> scores;
  std::vector<uint8_t> labels;

  void add(int64_t time, double score, bool is_hit) {
    ts_ms.push_back(time);
    scores.push_back(score);
    labels.push_back(is_hit ? 1 : 0);
  }
  [[nodiscard]] ScoredRows view() const { return {ts_ms, scores, scores, labels}; }
};

// Calibrated scores, one a minute.
Rows calibrated(size_t count) {
  Rows rows;
  spark::stats::Random random(7, 0);
  for (size_t i = 0; i < count; ++i) {
    const double score = static_cast<double>(random.below(1'000)) / 1'000;
    rows.add(static_cast<int64_t>(i) * 60'000, score,
             static_cast<double>(random.below(1'000)) / 1'000 < score);
  }
  return rows;
}

double area(const std::vector<RocPoint>& points) {
  double sum = 0;
  for (size_t i = 1; i < points.size(); ++i)
    sum += (points[i].miss_share - points[i - 1].miss_share) *
           (points[i].hit_share + points[i - 1].hit_share) / 2;
  return sum;
}

}  // namespace

TEST_CASE("a ROC curve steps at each score, and once at equal scores") {
  const std::vector<double> scores = {0.9, 0.8, 0.8, 0.1};
  const std::vector<uint8_t> labels = {1, 0, 1, 0};
  const auto points = roc_points(scores, labels);
  REQUIRE(points.size() == 4);
  const std::vector<std::pair<double, double>> expected = {{0, 0}, {0, 0.5}, {0.5, 1}, {1, 1}};
  for (size_t i = 0; i < expected.size(); ++i) {
    CHECK(points[i].miss_share == expected[i].first);
    CHECK(points[i].hit_share == expected[i].second);
  }
  CHECK(area(points) == spark::stats::RankedScores(scores, labels).auc());
}

TEST_CASE("a ROC curve without hits or without misses is empty") {
  const std::vector<double> scores = {0.9, 0.8};
  CHECK(roc_points(scores, std::vector<uint8_t>{1, 1}).empty());
  CHECK(roc_points(scores, std::vector<uint8_t>{0, 0}).empty());
  CHECK(roc_points({}, {}).empty());
}

TEST_CASE("a thinned ROC curve keeps its ends, its order and its area") {
  const Rows rows = calibrated(20'000);
  const auto points = roc_points(rows.scores, rows.labels, 100);
  CHECK(points.size() <= 102);
  CHECK(points.size() > 50);
  CHECK(points.front().hit_share == 0);
  CHECK(points.back().hit_share == 1);
  CHECK(points.back().miss_share == 1);
  for (size_t i = 1; i < points.size(); ++i) {
    REQUIRE(points[i].miss_share >= points[i - 1].miss_share);
    REQUIRE(points[i].hit_share >= points[i - 1].hit_share);
  }
  const double exact = spark::stats::RankedScores(rows.scores, rows.labels).auc();
  CHECK(std::abs(area(points) - exact) < 0.001);
}

TEST_CASE("groups by quantile are of one size, ascend, and hold every row once") {
  const Rows rows = calibrated(10'000);
  const auto groups = precision_by_quantile(rows.view(), 20);
  REQUIRE(groups.size() == 20);
  uint64_t count = 0, hits = 0;
  for (size_t i = 0; i < groups.size(); ++i) {
    CHECK(groups[i].rows > 480);
    CHECK(groups[i].rows < 520);
    CHECK(groups[i].rate() == Approx(groups[i].score_mean).margin(0.08));
    if (i > 0) CHECK(groups[i].score_low > groups[i - 1].score_high);
    count += groups[i].rows;
    hits += groups[i].hits;
  }
  CHECK(count == 10'000);
  CHECK(hits == std::accumulate(rows.labels.begin(), rows.labels.end(), uint64_t{0}));
}

TEST_CASE("equal scores are in one group, whatever the order of rows") {
  Rows rows;
  for (int i = 0; i < 90; ++i) rows.add(i, 0.5, i % 3 == 0);
  for (int i = 90; i < 100; ++i) rows.add(i, 0.9, true);
  const auto groups = precision_by_quantile(rows.view(), 10);
  REQUIRE(groups.size() == 2);
  CHECK(groups[0].rows == 90);
  CHECK(groups[0].hits == 30);
  CHECK(groups[1].rows == 10);
  CHECK(groups[1].rate() == 1);
  CHECK(precision_by_quantile(Rows().view(), 10).empty());
}

TEST_CASE("reliability bins are of equal width, and 1 belongs to the last") {
  Rows rows;
  rows.add(0, 0.0, false);
  rows.add(1, 0.0999, true);
  rows.add(2, 0.1, true);
  rows.add(3, 1.0, true);
  const auto bins = reliability(rows.view(), 10);
  REQUIRE(bins.size() == 3);
  CHECK(bins[0].rows == 2);
  CHECK(bins[0].rate() == 0.5);
  CHECK(bins[0].score_mean == Approx(0.04995));
  CHECK(bins[1].rows == 1);
  CHECK(bins[2].score_low == 1.0);
  CHECK(!bins[0].interval);  // one day
}

TEST_CASE("a group's interval is over days, and so wider where days are alike inside") {
  Rows mixed, daily;
  for (int day = 0; day < 40; ++day) {
    for (int i = 0; i < 100; ++i) {
      const int64_t time = day * 86'400'000LL + i * 60'000LL;
      mixed.add(time, 0.5, (i * 7 + day * 3) % 10 < 5 + (day + i) % 3 - 1);
      daily.add(time, 0.5, day % 2 == 0);
    }
  }
  const auto narrow = reliability(mixed.view(), 10).at(0).interval;
  const auto wide = reliability(daily.view(), 10).at(0).interval;
  REQUIRE(narrow);
  REQUIRE(wide);
  // Forty days, each all hits or all misses: 1.96 x 0.5 / sqrt(40), and n - 1.
  CHECK(wide->high - wide->low == Approx(2 * 1.96 * 0.5 / std::sqrt(39.0)).epsilon(1e-9));
  CHECK(narrow->high - narrow->low < 0.1 * (wide->high - wide->low));
}

TEST_CASE("the highest scores are those above the period's own quantile") {
  Rows rows;
  for (int i = 0; i < 100; ++i) rows.add(i, i / 100.0, i >= 95);
  const auto top = precision_at_top(rows.view(), std::vector<double>{0.05, 0.20});
  REQUIRE(top.size() == 2);
  CHECK(top[0].rows == 5);
  CHECK(top[0].hits == 5);
  CHECK(top[1].rows == 20);
  CHECK(top[1].hits == 5);
  Rows constant;
  for (int i = 0; i < 10; ++i) constant.add(i, 0.5, true);
  CHECK(precision_at_top(constant.view(), std::vector<double>{0.05}).empty());
}
