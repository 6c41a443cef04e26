// Purging and embargo: by structure over random timestamps, and by the one synthetic case in which
// a leak shows.
#include "training/folds.h"

#include <algorithm>

#include "spark/stats/random.h"
#include "spark/stats/ranked_scores.h"
#include "support/catch.h"

namespace {

using spark::stats::Random;
using training::Fold;
using training::LabelSpan;

// Rows at irregular times, with labels of irregular length.
std::vector<LabelSpan> random_rows(Random& random, size_t count) {
  std::vector<LabelSpan> rows;
  int64_t now = 0;
  for (size_t i = 0; i < count; ++i) {
    now += static_cast<int64_t>(random.below(20) == 0 ? random.below(50'000'000)
                                                      : random.below(120'000));
    rows.push_back({now, now + static_cast<int64_t>(random.below(7'200'000))});
  }
  return rows;
}

bool is_clean(const LabelSpan& row, const LabelSpan& test, int64_t embargo_ms) {
  return row.until_ms < test.from_ms || row.from_ms > test.until_ms + embargo_ms;
}

}  // namespace

TEST_CASE("no training label meets a test span or its embargo, at any times") {
  for (uint64_t seed = 0; seed < 40; ++seed) {
    Random random(seed);
    const std::vector<LabelSpan> rows = random_rows(random, 50 + random.below(400));
    training::FoldOptions options;
    options.folds = 2 + static_cast<uint32_t>(random.below(8));
    options.embargo_ms = static_cast<int64_t>(random.below(10'000'000));
    const std::vector<Fold> folds = training::purged_folds(rows, options);
    REQUIRE(folds.size() == options.folds);
    size_t tested = 0;
    for (const Fold& fold : folds) {
      CHECK(fold.test_begin == tested);
      tested = fold.test_end;
      size_t dirty = 0;
      for (const uint32_t i : fold.train) {
        const bool is_test = i >= fold.test_begin && i < fold.test_end;
        if (is_test || !is_clean(rows[i], fold.test, options.embargo_ms)) ++dirty;
      }
      for (size_t i = fold.test_begin; i < fold.test_end; ++i)
        if (rows[i].from_ms < fold.test.from_ms || rows[i].until_ms > fold.test.until_ms) ++dirty;
      CHECK(dirty == 0);
      // Nothing is lost: each row is tested, trained on, purged or embargoed.
      CHECK(fold.train.size() + fold.purged + fold.embargoed + fold.test_end - fold.test_begin ==
            rows.size());
    }
    CHECK(tested == rows.size());
  }
}

TEST_CASE("no more is purged than labels and embargo ask for") {
  std::vector<LabelSpan> rows;
  for (int64_t i = 0; i < 100; ++i) rows.push_back({i * 60'000, (i + 5) * 60'000});
  training::FoldOptions options;
  options.embargo_ms = 10 * 60'000;
  const Fold fold = training::purged_folds(rows, options)[1];  // rows 20 to 39, until minute 44
  CHECK(fold.purged == 5 + 5);                                 // 15 to 19, 40 to 44
  CHECK(fold.embargoed == 10);                                 // 45 to 54
  CHECK(fold.train.front() == 0);
  CHECK(fold.train[15] == 55);
}

TEST_CASE("the tail of a span is purged like a fold") {
  std::vector<LabelSpan> rows;
  for (int64_t i = 0; i < 100; ++i) rows.push_back({i * 60'000, (i + 5) * 60'000});
  const Fold tail = training::purged_tail(rows, 0.2, {});
  CHECK(tail.test_begin == 80);
  CHECK(tail.test_end == 100);
  CHECK(tail.train.size() == 75);
  CHECK(tail.purged == 5);
  CHECK(training::purged_tail(rows, 0.001, {}).train.empty());
}

TEST_CASE("too few rows have no folds") {
  const std::vector<LabelSpan> rows(3, LabelSpan{0, 0});
  CHECK(training::purged_folds(rows, {}).empty());
  CHECK(training::purged_folds(rows, {.folds = 1}).empty());
}

namespace {

// Noise with labels over the next 24 hours, six rows a day, scored by the label of the training row
// that is nearest in time. Rows that overlap share their noise, so that an unpurged neighbour knows
// the answer; nothing else does.
double neighbour_auc(bool purge) {
  constexpr size_t rows_a_day = 6;
  constexpr int64_t step_ms = 4 * 3'600'000;
  constexpr size_t count = 6 * 2'000;
  Random random(7);
  std::vector<double> level = {0};
  for (size_t i = 0; i < count + rows_a_day; ++i)
    level.push_back(level.back() + random.uniform() - 0.5);
  std::vector<LabelSpan> rows;
  std::vector<uint8_t> labels;
  for (size_t i = 0; i < count; ++i) {
    const auto now = static_cast<int64_t>(i) * step_ms;
    rows.push_back({now, now + static_cast<int64_t>(rows_a_day) * step_ms});
    labels.push_back(level[i + rows_a_day] > level[i] ? 1 : 0);
  }
  training::FoldOptions options;
  options.folds = 1'000;  // two days each
  options.purge = purge;
  std::vector<double> scores;
  for (const Fold& fold : training::purged_folds(rows, options)) {
    for (uint32_t i = fold.test_begin; i < fold.test_end; ++i) {
      const auto after = std::upper_bound(fold.train.begin(), fold.train.end(), i);
      const bool has_after = after != fold.train.end();
      const bool has_before = after != fold.train.begin();
      uint32_t near = has_after ? *after : *(after - 1);
      if (has_before && i - *(after - 1) <= near - i) near = *(after - 1);
      scores.push_back(labels[near]);
    }
  }
  return spark::stats::RankedScores(scores, labels).auc();
}

}  // namespace

TEST_CASE("a neighbour in time knows overlapping labels without purging, and nothing with it") {
  CHECK(neighbour_auc(false) > 0.6);
  CHECK(neighbour_auc(true) == Approx(0.5).margin(0.03));
}
