// The logistic fit against Newton's method written here, and what it promises of bounds, constants,
// zero weights and bad rows.
#include <algorithm>
#include <cmath>
#include <cstring>

#include "fit.h"
#include "support/catch.h"
#include "training/drawn_rows.h"

using namespace training;
using spark::test::DrawnRows;

namespace {

double sigmoid(double z) {
  return 1 / (1 + std::exp(-z));
}

// Minimises |w|^2 / 2 + c * losses over standardised columns, the last weight (the intercept) free,
// by Newton's method with Gaussian elimination. x: rows x width, without the intercept.
std::vector<double> newton_fit(const std::vector<double>& x, const std::vector<uint8_t>& labels,
                               size_t width, double c) {
  const size_t all = width + 1;
  std::vector<double> w(all);
  for (int step = 0; step < 40; ++step) {
    std::vector<std::vector<double>> system(all, std::vector<double>(all + 1));
    for (size_t k = 0; k < width; ++k) {
      system[k][k] = 1;
      system[k][all] = w[k];
    }
    for (size_t i = 0; i < labels.size(); ++i) {
      std::vector<double> row(&x[i * width], &x[i * width] + width);
      row.push_back(1);
      double z = 0;
      for (size_t k = 0; k < all; ++k) z += w[k] * row[k];
      const double p = sigmoid(z);
      for (size_t a = 0; a < all; ++a) {
        system[a][all] += c * (p - labels[i]) * row[a];
        for (size_t b = 0; b < all; ++b) system[a][b] += c * p * (1 - p) * row[a] * row[b];
      }
    }
    for (size_t pivot = 0; pivot < all; ++pivot) {
      for (size_t other = 0; other < all; ++other) {
        if (other == pivot) continue;
        const double factor = system[other][pivot] / system[pivot][pivot];
        for (size_t b = 0; b <= all; ++b) system[other][b] -= factor * system[pivot][b];
      }
    }
    for (size_t k = 0; k < all; ++k) w[k] -= system[k][all] / system[k][k];
  }
  return w;
}

// A column clipped at its nearest-rank quantiles, then standardised; by the definition.
std::vector<double> standardised(std::vector<double> column, double tail) {
  std::vector<double> sorted = column;
  std::sort(sorted.begin(), sorted.end());
  const auto count = static_cast<double>(sorted.size());
  const auto at = [&](double q) { return sorted[static_cast<size_t>(std::ceil(q * count)) - 1]; };
  double mean = 0;
  double square = 0;
  for (double& value : column) {
    value = std::min(std::max(value, at(tail)), at(1 - tail));
    mean += value / count;
  }
  for (const double value : column) square += (value - mean) * (value - mean) / count;
  for (double& value : column) value = (value - mean) / std::sqrt(square);
  return column;
}

std::vector<double> column_of(const DrawnRows& rows, size_t j) {
  std::vector<double> column;
  for (size_t i = 0; i < rows.labels.size(); ++i)
    column.push_back(rows.values[i * rows.names.size() + j]);
  return column;
}

}  // namespace

TEST_CASE("the logistic fit is that of Newton's method") {
  const DrawnRows rows(3000);
  for (const double c : {0.01, 1.0, 100.0}) {
    const auto fitted = fit_logistic(rows.borrowed(), {.c = c, .winsorize_bp = 50});
    REQUIRE(fitted.has_value());
    std::vector<double> x(rows.labels.size() * 2);
    for (size_t k = 0; k < 2; ++k) {
      const auto column = standardised(column_of(rows, k + 1), 0.005);
      for (size_t i = 0; i < column.size(); ++i) x[i * 2 + k] = column[i];
    }
    const auto expected = newton_fit(x, rows.labels, 2, c);
    CHECK(std::abs(fitted->weights[1] - expected[0]) < 1e-6);
    CHECK(std::abs(fitted->weights[2] - expected[1]) < 1e-6);
    CHECK(std::abs(fitted->weights[0] - expected[2]) < 1e-6);
    const auto margin = margins(*fitted, rows.values, rows.names.size());
    REQUIRE(margin.has_value());
    double furthest = 0;
    for (size_t i = 0; i < margin->size(); ++i) {
      const double z = expected[2] + expected[0] * x[i * 2] + expected[1] * x[i * 2 + 1];
      furthest = std::max(furthest, std::abs((*margin)[i] - z));
    }
    CHECK(furthest < 1e-5);
  }
}

TEST_CASE("equal rows give equal bits of a logistic fit") {
  const DrawnRows rows(2000);
  const auto once = fit_logistic(rows.borrowed(), {});
  const auto again = fit_logistic(rows.borrowed(), {});
  REQUIRE(once.has_value());
  REQUIRE(again.has_value());
  CHECK(std::memcmp(once->weights.data(), again->weights.data(), 8 * once->weights.size()) == 0);
}

TEST_CASE("constants and features of weight zero do not count") {
  DrawnRows rows(500, {"bias", "x", "y", "spread_bp"});
  const auto fitted = fit_logistic(rows.borrowed(), {.weight_zero = {"y"}});
  REQUIRE(fitted.has_value());
  CHECK(fitted->weights[2] == 0);
  CHECK(fitted->weights[3] == 0);
  CHECK(fitted->weights[1] != 0);
  CHECK(fitted->scaler.mean[0] == 0);
  CHECK(fitted->scaler.scale[0] == 1);
  CHECK(std::isinf(fitted->scaler.high[3]));
}

TEST_CASE("the scaler clips at quantiles of the rows that it is given") {
  std::vector<double> values;
  for (int i = 1; i <= 1000; ++i) values.push_back(i == 1000 ? 1e9 : i);
  const std::vector<uint8_t> labels(1000);
  const std::vector<std::string> names = {"x"};
  const Scaler scaler = fit_scaler({names, values, labels}, 50);
  CHECK(scaler.low[0] == 5);
  CHECK(scaler.high[0] == 995);
  CHECK(scaler.mean[0] == Approx(500.495));
  CHECK(std::isinf(fit_scaler({names, values, labels}, 0).high[0]));
}

TEST_CASE("rows that cannot be fitted are refused by place") {
  DrawnRows rows(100);
  rows.values[3 * 41 + 2] = NAN;
  auto fitted = fit_logistic(rows.borrowed(), {});
  REQUIRE(fitted.has_error());
  CHECK(fitted.error().text == "row 41, feature y: expected a finite number");

  rows = DrawnRows(100);
  CHECK(fit_logistic(rows.borrowed(), {.c = 0}).has_error());
  CHECK(fit_logistic(rows.borrowed(), {.winsorize_bp = 5000}).has_error());
  CHECK(fit_logistic(rows.borrowed(), {.weight_zero = {"z"}}).has_error());
  rows.labels.assign(100, 0);
  fitted = fit_logistic(rows.borrowed(), {});
  REQUIRE(fitted.has_error());
  CHECK(fitted.error().text == "a fit needs hits and misses; found 0 hits in 100 rows");
  rows = DrawnRows(100);
  rows.names[0] = "one";
  CHECK(fit_logistic(rows.borrowed(), {}).has_error());
}
