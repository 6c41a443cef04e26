// Platt's line, and what training freezes.
#include "calibrate.h"

#include <cmath>

#include "freeze.h"
#include "spark/stats/random.h"
#include "support/catch.h"

using namespace training;

TEST_CASE("calibration is the line where Platt's targets balance") {
  spark::stats::Random random(3);
  std::vector<double> x;
  std::vector<uint8_t> labels;
  double hits = 0;
  for (int i = 0; i < 400; ++i) {
    x.push_back(100 + 10 * random.uniform());
    labels.push_back(random.uniform() < (x.back() - 100) / 10 ? 1 : 0);
    hits += labels.back();
  }
  const auto line = calibrate(x, labels);
  REQUIRE(line.has_value());
  // At the maximum of the likelihood both sums of residuals are 0.
  const auto p = probabilities(*line, x);
  double sum = 0;
  double moment = 0;
  for (size_t i = 0; i < x.size(); ++i) {
    const double target = labels[i] == 1 ? (hits + 1) / (hits + 2) : 1 / (400 - hits + 2);
    sum += p[i] - target;
    moment += (p[i] - target) * (x[i] - 105);
  }
  CHECK(std::abs(sum) < 1e-6);
  CHECK(std::abs(moment) < 1e-6);
  CHECK(line->slope > 0);
}

TEST_CASE("rows that a value separates have a calibration, others that have none are refused") {
  const std::vector<double> x = {1, 2, 3, 4};
  CHECK(calibrate(x, std::vector<uint8_t>{0, 0, 1, 1}).has_value());
  CHECK(calibrate(x, std::vector<uint8_t>{1, 1, 1, 1}).has_error());
  CHECK(calibrate(x, std::vector<uint8_t>{1, 0}).has_error());
  CHECK(calibrate(std::vector<double>{2, 2}, std::vector<uint8_t>{1, 0}).has_error());
  CHECK(calibrate(std::vector<double>{2, NAN}, std::vector<uint8_t>{1, 0}).has_error());
}

TEST_CASE("training freezes threshold, base rate and persistence") {
  std::vector<double> scores;
  std::vector<double> x;
  std::vector<uint8_t> labels;
  for (int i = 0; i < 100; ++i) {
    scores.push_back(i / 100.0);
    x.push_back(i < 10 ? NAN : i % 7);
    labels.push_back(i % 7 > 3 || i % 10 == 0 ? 1 : 0);
  }
  const auto frozen = freeze({scores, labels, x}, "rv60");
  REQUIRE(frozen.has_value());
  CHECK(frozen->threshold == 0.79);  // 20 of 100 lie above
  double hits = 0;
  for (const uint8_t label : labels) hits += label;
  CHECK(frozen->base_rate == Approx(hits / 100));
  CHECK(frozen->persistence.input == "rv60");
  const auto known = calibrate(std::span(x).subspan(10), std::span(labels).subspan(10));
  REQUIRE(known.has_value());
  CHECK(frozen->persistence.line.slope == known->slope);
  CHECK(persistence_scores(*frozen, x)[13] == probabilities(*known, x)[13]);

  scores[5] = NAN;
  CHECK(freeze({scores, labels, x}, "rv60").has_error());
  CHECK(freeze({scores, labels, std::span(x).first(3)}, "rv60").has_error());
}

TEST_CASE("a label is known a horizon after its row") {
  const std::vector<int64_t> ts_ms = {0, 60, 120, 200, 260};
  const std::vector<Label> labels = {Label::hit, Label::miss, Label::unknown, Label::hit,
                                     Label::miss};
  const auto x = last_known_labels(ts_ms, labels, 120);
  CHECK(std::isnan(x[0]));
  CHECK(std::isnan(x[1]));
  CHECK(x[2] == 1);
  CHECK(x[3] == 0);
  CHECK(x[4] == 0);
}
