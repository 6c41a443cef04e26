// Which minutes become rows of a training, and what their model and its folds are made of.
#include "training/training_rows.h"

#include <cmath>
#include <limits>

#include "spark/stats/random.h"
#include "support/catch.h"
#include "training/cross_validate.h"
#include "training/feature_report.h"

namespace {

using training::Dataset;
using training::GridPoint;
using training::Label;
using training::Labels;
using training::LabelSpan;
using training::MadeModel;
using training::Recipe;
using training::TrainingRows;

constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr int64_t minute_ms = 60'000;

// Minutes 0 to 4 with two features; minute 1 is not ready, the label of minute 3 is unknown.
Dataset five_minutes() {
  Dataset data;
  data.names = {"bias", "x"};
  for (int64_t i = 0; i < 5; ++i) {
    data.ts_ms.push_back(i * minute_ms);
    data.mids.push_back(100);
    data.values.insert(data.values.end(), {1, i == 1 ? none : static_cast<double>(i)});
  }
  return data;
}

Labels five_labels(const Dataset& data) {
  Labels labels{{Label::hit, Label::hit, Label::miss, Label::unknown, Label::hit}, data.ts_ms};
  for (int64_t& known : labels.known_ms) known += minute_ms;
  return labels;
}

// Hits where x is above some noise.
TrainingRows noisy_rows(size_t count) {
  spark::stats::Random random(3);
  TrainingRows rows;
  rows.names = {"bias", "x"};
  for (size_t i = 0; i < count; ++i) {
    const double x = random.uniform() - 0.5;
    rows.ts_ms.push_back(static_cast<int64_t>(i) * minute_ms);
    rows.spans.push_back({rows.ts_ms.back(), rows.ts_ms.back() + 5 * minute_ms});
    rows.values.insert(rows.values.end(), {1, x});
    rows.labels.push_back(x > random.uniform() - 0.5 ? 1 : 0);
    rows.persistence.push_back(random.uniform());
  }
  return rows;
}

}  // namespace

TEST_CASE("rows are minutes with features, a label, and a forecast to compare with") {
  const Dataset data = five_minutes();
  const Labels labels = five_labels(data);
  std::vector<double> persistence = {0, 0, 0, 0, 0};
  const auto at = [&](int64_t from, int64_t until) {
    const auto rows = training::usable_rows(data, labels, persistence,
                                            {data.names, from * minute_ms, until * minute_ms});
    return rows.value().ts_ms;
  };
  CHECK(at(0, 100) == std::vector<int64_t>{0, 2 * minute_ms, 4 * minute_ms});
  CHECK(at(1, 100) == std::vector<int64_t>{2 * minute_ms, 4 * minute_ms});
  CHECK(at(0, 5) == std::vector<int64_t>{0, 2 * minute_ms});  // that of 4 is known at 5
  persistence[2] = none;
  CHECK(at(0, 100) == std::vector<int64_t>{0, 4 * minute_ms});
}

TEST_CASE("a feature that the data do not have is named") {
  const Dataset data = five_minutes();
  const Labels labels = five_labels(data);
  const std::vector<double> persistence(5, 0);
  const auto rows = training::usable_rows(data, labels, persistence, {{"bias", "y"}});
  REQUIRE(rows.has_error());
  CHECK(rows.error().text == "the data have no feature 'y'");
  CHECK(training::persistence_inputs(data, labels, {}, "y").has_error());
}

TEST_CASE("the newest label that was known stands for persistence where no feature does") {
  const Dataset data = five_minutes();
  const auto inputs = training::persistence_inputs(data, five_labels(data), {}, "");
  REQUIRE(inputs.has_value());
  CHECK(std::isnan((*inputs)[0]));
  CHECK(std::vector<double>(inputs->begin() + 1, inputs->end()) == std::vector<double>{1, 1, 0, 0});
}

TEST_CASE("a model is fitted before its calibration slice, and frozen on all of its rows") {
  const TrainingRows rows = noisy_rows(2'000);
  const auto made = training::make_model(rows, Recipe{}, {}, "x");
  REQUIRE(made.has_value());
  CHECK(made->calibration_rows == 400);
  CHECK(made->purged_rows == 5);
  CHECK(made->fitted_rows == 1'595);
  CHECK(made->frozen.persistence.input == "x");
  CHECK(made->model.calibration.slope == Approx(1).margin(0.5));
  const auto scores = training::scores_of(made->model, rows);
  REQUIRE(scores.has_value());
  size_t selected = 0;
  for (const double score : *scores) selected += score > made->frozen.threshold ? 1 : 0;
  CHECK(selected == 400);
}

TEST_CASE("a grid search takes the first of the best, and measures every fold") {
  const TrainingRows rows = noisy_rows(2'000);
  const std::vector<GridPoint> grid = {{.c = 1e-3}, {.c = 1}, {.c = 1}};
  size_t fits = 0;
  const auto cv = training::cross_validate(rows, Recipe{}, grid, "x", [&] { ++fits; });
  if (!cv) FAIL(cv.error().text);
  CHECK(fits == 15);
  CHECK(cv->grid[1].auc_mean == cv->grid[2].auc_mean);
  CHECK(cv->best != 2);
  REQUIRE(cv->folds.size() == 5);
  for (const training::FoldResult& fold : cv->folds) {
    CHECK(fold.measures.rows == 400);
    CHECK(fold.measures.auc > 0.7);
    CHECK(fold.train_rows + fold.fold.purged + fold.fold.embargoed == 1'600);
  }
  CHECK(cv->summary);
}

TEST_CASE("a fold's model has not seen the rows that it is tested on") {
  // Labels are noise, and the trees are deep enough to learn each by heart.
  TrainingRows rows = noisy_rows(2'000);
  spark::stats::Random random(5);
  for (uint8_t& label : rows.labels) label = random.below(2) == 0 ? 1 : 0;
  Recipe recipe;
  recipe.type = training::Fitted::Type::xgboost;
  recipe.trees.min_child_weight = 0;
  const auto cv =
      training::cross_validate(rows, recipe, {{.rounds = 30, .depth = 8, .eta = 0.5}}, "x");
  REQUIRE(cv.has_value());
  CHECK(cv->grid[0].auc_mean == Approx(0.5).margin(0.06));
}

TEST_CASE("a fold without hits is named") {
  TrainingRows rows = noisy_rows(1'000);
  for (size_t i = 0; i < 200; ++i) rows.labels[i] = 0;
  const auto cv = training::cross_validate(rows, Recipe{}, {{}}, "x");
  REQUIRE(cv.has_error());
  CHECK(cv.error().text == "fold 1: expected hits and misses, found only one of them");
}

TEST_CASE(
    "a direction that is predicted too well raises the leakage alarm, and nothing else does") {
  const training::LabelRule direction;
  const training::LabelRule volatility{training::LabelRule::Kind::volatility, 300'000, 0};
  CHECK_FALSE(training::leakage_alarm(direction, 0.56));
  REQUIRE(training::leakage_alarm(direction, 0.561));
  CHECK_FALSE(training::leakage_alarm(volatility, 0.79));
}

TEST_CASE("the features' report has spread, gaps, and drift between the first and the last month") {
  Dataset data;
  data.names = {"constant", "shifts"};
  spark::stats::Random random(1);
  for (int64_t i = 0; i < 61 * 24; ++i) {  // hours
    data.ts_ms.push_back(i * 60 * minute_ms);
    data.mids.push_back(100);
    const double value = random.uniform() + (i > 31 * 24 ? 0.5 : 0);
    data.values.insert(data.values.end(), {3, i == 0 ? none : value});
  }
  const std::vector<training::FeatureProfile> all = training::profile(data);
  CHECK(all[0].mean == 3);
  CHECK(all[0].sd == 0);
  Dataset three = five_minutes();
  three.ts_ms.resize(3);
  three.values = {1, 1, 1, 2, 1, 4};
  CHECK(training::profile(three)[1].sd == Approx(1.527525231651947));
  CHECK_FALSE(all[0].psi);
  CHECK_FALSE(all[0].unit_root);
  CHECK(all[1].missing == 1);
  CHECK(all[1].rows == 61 * 24 - 1);
  REQUIRE(all[1].psi);
  CHECK(*all[1].psi > 1);
}
