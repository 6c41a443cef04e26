// Reference values: all pairs counted (Python).
#include "spark/stats/ranked_scores.h"

#include <cmath>
#include <vector>

#include "spark/stats/random.h"
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
