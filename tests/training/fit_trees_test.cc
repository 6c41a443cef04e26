// Boosted trees: the same bytes twice, names that the serving side maps by, margins, refusals.
#include <algorithm>
#include <cmath>

#include "calibrate.h"
#include "fit.h"
#include "ml-model/trees/xgboost_file.h"
#include "spark/stats/ranked_scores.h"
#include "support/catch.h"
#include "training/drawn_rows.h"

using namespace training;
using spark::test::DrawnRows;

namespace {

constexpr TreeOptions small{.rounds = 20, .depth = 3, .eta = 0.3, .min_child_weight = 5};

}  // namespace

TEST_CASE("equal rows, options and seed give equal bytes of an ensemble") {
  const DrawnRows rows(2000);
  const auto once = fit_trees(rows.borrowed(), small);
  const auto again = fit_trees(rows.borrowed(), small);
  TreeOptions other = small;
  other.seed = 2;
  const auto otherwise = fit_trees(rows.borrowed(), other);
  REQUIRE(once.has_value());
  REQUIRE(again.has_value());
  REQUIRE(otherwise.has_value());
  CHECK((once->ensemble == again->ensemble));
  CHECK_FALSE((once->ensemble == otherwise->ensemble));
}

TEST_CASE("an ensemble names its features, so that they may be served in another order") {
  const DrawnRows rows(500);
  const auto fitted = fit_trees(rows.borrowed(), small);
  REQUIRE(fitted.has_value());
  const std::vector<std::string> turned = {"y", "bias", "x"};
  const std::vector<std::string> strange = {"z", "bias", "x"};
  CHECK_NOTHROW(ml_model::trees::read_xgboost("model.ubj", fitted->ensemble, turned));
  CHECK_THROWS(ml_model::trees::read_xgboost("model.ubj", fitted->ensemble, strange));
}

TEST_CASE("margins of trees are logits that rank what they were fitted on") {
  const DrawnRows rows(2000);
  const auto fitted = fit_trees(rows.borrowed(), small);
  REQUIRE(fitted.has_value());
  auto found = margins(*fitted, rows.values, rows.names.size());
  REQUIRE(found.has_value());
  REQUIRE(found->size() == 2000);
  CHECK(spark::stats::RankedScores(*found, rows.labels).auc() > 0.7);
  const auto scores = probabilities({}, *found);
  double mean = 0;
  double hits = 0;
  for (size_t i = 0; i < scores.size(); ++i) {
    mean += scores[i] / 2000;
    hits += rows.labels[i] / 2000.0;
  }
  CHECK(mean == Approx(hits).margin(0.01));

  const std::vector<double> missing = {1, NAN, 0};
  found = margins(*fitted, missing, 3);
  REQUIRE(found.has_value());
  CHECK(std::isfinite((*found)[0]));
  CHECK(margins(*fitted, missing, 2).has_error());
  CHECK(margins(*fitted, {}, 3)->empty());
}

TEST_CASE("an ensemble of options that make no sense is refused") {
  const DrawnRows rows(100);
  for (const auto& change : std::vector<void (*)(TreeOptions&)>{
           [](TreeOptions& o) { o.rounds = 0; }, [](TreeOptions& o) { o.depth = 13; },
           [](TreeOptions& o) { o.eta = 0; }, [](TreeOptions& o) { o.subsample = 1.5; },
           [](TreeOptions& o) { o.min_child_weight = NAN; },
           [](TreeOptions& o) { o.lambda = -1; }}) {
    TreeOptions options = small;
    change(options);
    CHECK(fit_trees(rows.borrowed(), options).has_error());
  }
}
