// Sums and scores are those of libxgboost to the bit, by every kernel and for rows of every kind.
#include <bit>
#include <cmath>
#include <limits>
#include <random>

#include "ml-model/trees/ensemble.h"
#include "ml-model/trees/kernel.h"
#include "ml-model/trees/xgboost_file.h"
#include "support/case_count.h"
#include "support/catch.h"
#include "trees/trained.h"

using namespace ml_model::trees;
using namespace spark::test;

namespace {

constexpr size_t rows_in_all = 1'000'000;  // by make soak; a tenth in every run

constexpr Shape shapes[] = {
    {1, 1, 1, "reg:squarederror"},
    {1, 20, 4, "binary:logistic"},
    {2, 7, 2, "binary:logistic", 0.2},
    {3, 8, 3, "reg:logistic"},
    {3, 33, 6, "binary:logitraw", 0.1},
    {4, 9, 5, "reg:squarederror", 0.3},
    {4, 16, 7, "binary:logistic", 0.05, "0.1"},
    {5, 50, 3, "binary:logistic", 0, "0.97"},
    {6, 100, 6, "binary:logistic"},
    {6, 40, 6, "binary:logistic", 0.1},
    {6, 17, 4, "reg:squarederror", 0.1, "-3.25"},
    {6, 5, 9, "reg:squarederror"},
    {8, 24, 5, "reg:logistic", 0.5},
    {8, 31, 6, "binary:logitraw", 0, "0.3"},
    {10, 64, 2, "binary:logistic", 0.02},
    {12, 15, 8, "binary:logistic", 0.1},
    {16, 48, 5, "binary:logistic"},
    {20, 10, 6, "reg:squarederror", 0.01},
    {28, 60, 6, "binary:logistic"},
    {40, 12, 4, "reg:logistic", 0.2},
    {64, 40, 5, "binary:logistic"},
    {128, 6, 6, "reg:squarederror", 0.3, "1E3"},
};

std::vector<std::string> names(int count) {
  std::vector<std::string> out;
  for (int i = 0; i < count; ++i) out.push_back("f" + std::to_string(i));
  return out;
}

// Training rows again, and elements replaced: by cuts, their neighbours, NaN, infinities, zeros.
std::vector<float> rows_for(const Shape& shape, const Forest& forest, size_t count, uint32_t seed) {
  auto rows = training_rows(shape, static_cast<int>(count), seed);
  std::mt19937 random(seed);
  std::vector<std::pair<uint32_t, float>> cuts;
  for (const Tree& tree : forest.trees) {
    for (const Node& node : tree.nodes) {
      if (node.left != 0) cuts.emplace_back(node.feature, static_cast<float>(node.value));
    }
  }
  constexpr float infinity = std::numeric_limits<float>::infinity();
  const auto width = static_cast<size_t>(shape.features);
  for (size_t i = 0; i < count; ++i) {
    float* const row = &rows[i * width];
    for (size_t j = 0; j < width; ++j) {
      switch (random() % 40) {
        case 0:
          row[j] = NAN;
          break;
        case 1:
          row[j] = infinity;
          break;
        case 2:
          row[j] = -infinity;
          break;
        case 3:
          row[j] = 0;
          break;
        case 4:
          row[j] = -0.0F;
          break;
        case 5:
          row[j] = std::numeric_limits<float>::denorm_min();
          break;
        default:
          break;
      }
    }
    for (int k = 0; k < 3 && !cuts.empty(); ++k) {
      const auto& [feature, cut] = cuts[random() % cuts.size()];
      row[feature] = random() % 2 == 0 ? cut : std::nextafter(cut, k == 0 ? -infinity : infinity);
    }
  }
  return rows;
}

size_t differences(const std::vector<double>& ours, const float* theirs) {
  size_t out = 0;
  for (size_t i = 0; i < ours.size(); ++i) {
    const double wanted = theirs[i];
    if (std::bit_cast<uint64_t>(ours[i]) != std::bit_cast<uint64_t>(wanted)) ++out;
  }
  return out;
}

}  // namespace

TEST_CASE("libxgboost's sums and scores are ours to the bit") {
  if (!has_xgboost()) {
    WARN("skipped: libxgboost is not installed");
    return;
  }
  const size_t count = rows_in_all / std::size(shapes) / (is_full_soak() ? 1 : 10) + 1;
  size_t rows_seen = 0, tables_seen = 0;
  for (const Shape& shape : shapes) {
    CAPTURE(shape.features, shape.trees, shape.depth, shape.objective);
    const Trained trained(shape);
    const auto features = names(shape.features);
    const Forest forest = read_xgboost("model.ubj", trained.saved("ubj"), features);
    REQUIRE(forest.trees.size() == static_cast<size_t>(shape.trees));
    const auto floats = rows_for(shape, forest, count, 7);
    const std::vector<double> rows(floats.begin(), floats.end());
    std::vector<double> scores(count);

    std::vector<std::unique_ptr<const Kernel>> kernels;
    kernels.push_back(make_walk(forest));
    kernels.push_back(make_walk(read_xgboost("model.json", trained.saved("json"), features)));
    if (auto tables = make_rank_tables(forest)) {
      kernels.push_back(std::move(tables));
      ++tables_seen;
    }
    if (auto lanes = make_lanes(forest)) kernels.push_back(std::move(lanes));
    const auto width = static_cast<size_t>(shape.features);
    for (const auto& kernel : kernels) {
      CAPTURE(kernel->name());
      kernel->sum(rows.data(), width, count, scores.data());
      CHECK(differences(scores, trained.predict(floats.data(), count, true)) == 0);
      for (size_t i = 0; i < count; ++i) kernel->sum(&rows[i * width], width, 1, &scores[i]);
      CHECK(differences(scores, trained.predict(floats.data(), count, true)) == 0);
    }
    for (double& score : scores) score = linked(forest.link, score);
    CHECK(differences(scores, trained.predict(floats.data(), count, false)) == 0);
    rows_seen += count;
  }
  CHECK(tables_seen >= 15);
  report_figures("trees", std::to_string(rows_seen) + " rows of " +
                              std::to_string(std::size(shapes)) +
                              " models: the scores of libxgboost to the bit\n");
}
