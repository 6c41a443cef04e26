// Reference values: all pairs counted (Python).
#include "spark/stats/ranked_scores.h"

#include <cmath>
#include <vector>

#include "spark/stats/block_bootstrap.h"
#include "stats/series.h"
#include "support/catch.h"

using namespace spark::stats;

namespace {

using Scores = std::vector<double>;
using Labels = std::vector<uint8_t>;

double by_pairs(const Scores& scores, const Labels& labels, const std::vector<uint32_t>& times) {
  double pairs = 0;
  double all = 0;
  for (size_t i = 0; i < scores.size(); ++i) {
    for (size_t j = 0; j < scores.size(); ++j) {
      if (labels[i] == 0 || labels[j] != 0) continue;
      const double weight = static_cast<double>(times[i]) * times[j];
      all += weight;
      pairs += weight * (scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0);
    }
  }
  return pairs / all;
}

}  // namespace

TEST_CASE("AUC counts ties half, and rows as often as they were drawn") {
  const Scores scores = {.1, .4, .35, .8, .4, .4, .9, .1, .35, .7};
  const Labels labels = {0, 1, 0, 1, 0, 1, 1, 1, 0, 0};
  const RankedScores ranked(scores, labels);
  CHECK(ranked.auc() == Approx(0.7).epsilon(1e-14));
  const std::vector<uint32_t> times = {1, 2, 0, 1, 3, 1, 1, 2, 1, 1};
  CHECK(ranked.auc(times) == Approx(0.5595238095238095).epsilon(1e-14));
}

TEST_CASE("AUC is the share of pairs on random rows with many ties") {
  Random random(15);
  for (int round = 0; round < 200; ++round) {
    const size_t rows = 2 + random.below(40);
    Scores scores(rows);
    Labels labels(rows);
    std::vector<uint32_t> times(rows);
    for (size_t i = 0; i < rows; ++i) {
      scores[i] = static_cast<double>(random.below(8));
      labels[i] = i == 0 ? 1 : i == 1 ? 0 : static_cast<uint8_t>(random.below(2));
      times[i] = 1 + static_cast<uint32_t>(random.below(3));
    }
    REQUIRE(RankedScores(scores, labels).auc(times) ==
            Approx(by_pairs(scores, labels, times)).epsilon(1e-12));
  }
}

TEST_CASE("the interval of AUC holds the true value, and has the known width on independent rows") {
  Random random(16);
  Scores scores;
  Labels labels;
  for (int i = 0; i < 4'000; ++i) {
    labels.push_back(static_cast<uint8_t>(i % 2));
    scores.push_back(normal(random) + i % 2);  // hits are one standard deviation above misses
  }
  const RankedScores ranked(scores, labels);
  const auto interval = block_bootstrap(scores.size(), {.block = 20, .replicates = 500}, 0.95,
                                        [&](auto times) { return ranked.auc(times); });
  REQUIRE(interval);
  constexpr double area = 0.7602;  // the normal distribution at 1 / sqrt(2)
  CHECK(interval->low < area);
  CHECK(interval->high > area);
  CHECK(interval->low < ranked.auc());
  CHECK(interval->high > ranked.auc());
  // Hanley and McNeil's standard error, 1982.
  const double above = area / (2 - area) - area * area;
  const double below = 2 * area * area / (1 + area) - area * area;
  const double variance = (area * (1 - area) + 1'999 * (above + below)) / (2'000.0 * 2'000);
  CHECK(interval->sd == Approx(std::sqrt(variance)).epsilon(0.12));
}

TEST_CASE("AUC of a perfect, a reversed and a constant score") {
  const Labels labels = {0, 0, 1, 1};
  CHECK(RankedScores(Scores{1, 2, 3, 4}, labels).auc() == 1);
  CHECK(RankedScores(Scores{4, 3, 2, 1}, labels).auc() == 0);
  CHECK(RankedScores(Scores{1, 1, 1, 1}, labels).auc() == 0.5);
  CHECK(std::isnan(RankedScores(Scores{1, 2}, Labels{1, 1}).auc()));
  CHECK(std::isnan(RankedScores(Scores{1, 2}, Labels{0, 0}).auc()));
  CHECK(std::isnan(RankedScores({}, {}).auc()));
  CHECK(RankedScores(Scores{std::nan(""), 1, 2}, Labels{1, 0, 1}).auc() == 1);
}
