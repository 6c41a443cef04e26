// Precision and recall above a frozen threshold.
#include "spark/stats/selection.h"

#include <cmath>
#include <vector>

#include "support/catch.h"

using namespace spark::stats;

TEST_CASE("a threshold selects at most its share of the scores it was frozen on") {
  const auto selected = [](const std::vector<double>& scores, double share) {
    Selection selection;
    for (const double score : scores)
      selection.add(score, false, *selection_threshold(scores, share));
    return selection.selected;
  };
  CHECK(selected({1, 2, 3, 4, 5, 6, 7, 8, 9, 10}, 0.2) == 2);
  CHECK(selected({10, 9, 8, 7, 6, 5, 4, 3, 2, 1}, 0.25) == 2);
  CHECK(selected({1, 1, 1, 1, 1, 1, 1, 5, 5, 5}, 0.2) == 0);  // the tie would be three
  CHECK(selected({1, 1, 1, 1, 1, 1, 1, 1, 5, 5}, 0.2) == 2);
  CHECK(selected({3, std::nan("")}, 0.2) == 0);
  CHECK_FALSE(selection_threshold(std::vector<double>{std::nan("")}, 0.2));
  CHECK_FALSE(selection_threshold({}, 0.2));
}

TEST_CASE("precision, recall, share and base rate are ratios of counts") {
  Selection selection;
  for (const auto& [score, hit] :
       {std::pair{0.9, true}, {0.8, true}, {0.7, false}, {0.6, true}, {0.2, true}, {0.1, false}})
    selection.add(score, hit, 0.6);
  selection.add(std::nan(""), true, 0.6);
  CHECK(selection.rows == 6);
  CHECK(*selection.precision() == Approx(2.0 / 3));
  CHECK(*selection.recall() == Approx(0.5));
  CHECK(*selection.share() == Approx(0.5));
  CHECK(*selection.base_rate() == Approx(4.0 / 6));
  CHECK_FALSE(Selection().precision());
  CHECK_FALSE(Selection().recall());
  CHECK_FALSE(Selection().share());
}

TEST_CASE("the recall asked for is one that can be reached") {
  CHECK(recall_ceiling(0.20, 0.4957) == Approx(0.4035).margin(5e-5));
  CHECK(recall_ceiling(0.20, 0.1) == 1);
  CHECK(recall_floor(0.4957) == Approx(0.2340).margin(5e-5));
  CHECK(recall_floor(0.25) == 0.40);
  CHECK(recall_floor(0.29) == Approx(0.40));
}
