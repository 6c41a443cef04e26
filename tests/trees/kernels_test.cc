// All kernels sum the same leaves in the same order.
#include <algorithm>
#include <bit>
#include <cmath>

#include "ml-model/trees/choose.h"
#include "ml-model/trees/kernel.h"
#include "support/allocations.h"
#include "support/catch.h"
#include "trees/random_forest.h"

using namespace ml_model::trees;
using namespace spark::test;

namespace {

thread_local bool is_counted = false;

// How many of the rows a kernel sums to other bits than the plain loop does, asked for `at_once`.
size_t wrong_sums(const Kernel& kernel, const Forest& forest, const std::vector<double>& rows,
                  size_t at_once) {
  const size_t width = forest.missing.size();
  const size_t count = rows.size() / width;
  std::vector<double> sums(count);
  for (size_t i = 0; i < count; i += at_once) {
    kernel.sum(&rows[i * width], width, std::min(at_once, count - i), &sums[i]);
  }
  size_t wrong = 0;
  for (size_t i = 0; i < count; ++i) {
    const double wanted = plain_sum(forest, &rows[i * width]);
    if (std::bit_cast<uint64_t>(sums[i]) != std::bit_cast<uint64_t>(wanted)) ++wrong;
  }
  return wrong;
}

}  // namespace

namespace spark::test {

bool counts_allocations() noexcept {
  return is_counted;
}

}  // namespace spark::test

TEST_CASE("every kernel sums to the bits of a plain loop") {
  constexpr ForestShape shapes[] = {
      {true, 1, 1, 1},    {true, 1, 1, 2},     {true, 3, 9, 16},     {true, 6, 40, 17},
      {true, 6, 40, 64},  {true, 200, 20, 64}, {true, 5, 3, 400},    {true, 512, 70, 40},
      {false, 1, 1, 1},   {false, 2, 8, 3},    {false, 4, 31, 16},   {false, 6, 50, 31},
      {false, 9, 17, 64}, {false, 5, 9, 300},  {false, 512, 70, 40},
  };
  uint32_t seed = 1;
  for (const ForestShape& shape : shapes) {
    CAPTURE(shape.is_single, shape.features, shape.trees, shape.leaves_max);
    const Forest forest = random_forest(shape, seed++);
    const auto rows = random_rows(shape.features, 203, seed);
    std::vector<std::unique_ptr<const Kernel>> kernels;
    kernels.push_back(make_walk(forest));
    if (auto tables = make_rank_tables(forest)) kernels.push_back(std::move(tables));
    const size_t portable = kernels.size();
    if (auto lanes = make_lanes(forest)) kernels.push_back(std::move(lanes));
    const bool has_large = std::any_of(forest.trees.begin(), forest.trees.end(),
                                       [](const Tree& tree) { return tree.leaves > 64; });
    CHECK(portable == (has_large ? 1 : 2));
    for (const auto& kernel : kernels) {
      for (const size_t at_once : {1, 3, 8, 100, 203}) {
        CAPTURE(kernel->name(), at_once);
        CHECK(wrong_sums(*kernel, forest, rows, at_once) == 0);
      }
    }
  }
}

// Where the processor has what it takes; elsewhere there is no such kernel, and nothing to test.
TEST_CASE("lanes sum to the bits of a plain loop, whatever the width and the number of trees") {
  constexpr ForestShape shapes[] = {{true, 1, 1, 1},    {true, 1, 16, 2},   {true, 6, 15, 7},
                                    {true, 7, 17, 9},   {true, 16, 33, 9},  {true, 31, 48, 12},
                                    {true, 32, 50, 12}, {true, 33, 50, 12}, {true, 64, 64, 12}};
  uint32_t seed = 31;
  for (const ForestShape& shape : shapes) {
    CAPTURE(shape.features, shape.trees);
    Forest forest = random_forest(shape, seed++);
    std::erase_if(forest.trees, [](const Tree& tree) { return tree.depth > 6; });
    const auto lanes = make_lanes(forest);
    if (lanes == nullptr) return;
    auto rows = random_rows(shape.features, 103, seed);
    // Rows without a gap as well, which are another path.
    for (size_t i = 0; i < rows.size() / 2; ++i) {
      if (std::isnan(rows[i])) rows[i] = 0.5;
    }
    for (const size_t at_once : {1, 103}) CHECK(wrong_sums(*lanes, forest, rows, at_once) == 0);
  }
}

TEST_CASE("lanes are not made of what they cannot hold") {
  CHECK(make_lanes(random_forest({false, 6, 9, 9}, 1)) == nullptr);  // of float64
  CHECK(make_lanes(random_forest({true, 65, 9, 9}, 1)) == nullptr);
  Forest deep = random_forest({true, 6, 30, 200}, 1);
  CHECK(make_lanes(deep) == nullptr);
  std::erase_if(deep.trees, [](const Tree& tree) { return tree.depth > 6; });
  deep.missing[3] = Missing::nan_or_zero;
  CHECK(make_lanes(deep) == nullptr);
}

TEST_CASE("a forest without trees is its base") {
  Forest forest = random_forest({true, 2, 0, 1}, 1);
  const double row[2] = {1, 2};
  double sum = 0;
  choose_kernels(forest).one->sum(row, 2, 1, &sum);
  CHECK(sum == 0.25);
}

TEST_CASE("rows may lie further apart than they are long") {
  const Forest forest = random_forest({true, 3, 20, 20}, 5);
  const auto rows = random_rows(5, 50, 5);
  for (const auto& kernel : {make_walk(forest), make_rank_tables(forest), make_lanes(forest)}) {
    if (kernel == nullptr) continue;
    std::vector<double> sums(50);
    kernel->sum(rows.data(), 5, 50, sums.data());
    for (size_t i = 0; i < 50; ++i) CHECK(sums[i] == plain_sum(forest, &rows[i * 5]));
  }
}

TEST_CASE("a trial chooses kernels that fit and says how long they took") {
  const Forest small = random_forest({true, 6, 50, 60}, 3);
  const Choice both = choose_kernels(small);
  CHECK_THAT(both.why, Catch::Matchers::ContainsSubstring("walk takes "));
  CHECK_THAT(both.why, Catch::Matchers::ContainsSubstring("; rank tables takes "));
  CHECK_THAT(both.why, Catch::Matchers::ContainsSubstring("; chosen: "));
  const Forest large = random_forest({true, 6, 25, 400}, 3);
  CHECK(choose_kernels(large).one->name() == std::string("walk"));
  CHECK(choose_kernels(large).many == nullptr);
}

TEST_CASE("tables that would be too large are not made") {
  // 512 features, each with its own cuts in 1,600 trees.
  Forest forest = random_forest({true, 512, 1600, 60}, 3);
  double cut = 0;
  for (Tree& tree : forest.trees) {
    for (Node& node : tree.nodes) {
      if (node.left != 0) node.value = cut += 1;
    }
  }
  CHECK(make_rank_tables(forest) == nullptr);
}

TEST_CASE("a score allocates nothing") {
  const Forest forest = random_forest({true, 6, 50, 60}, 3);
  const auto rows = random_rows(6, 100, 3);
  double sums[100];
  for (const auto& kernel : {make_walk(forest), make_rank_tables(forest), make_lanes(forest)}) {
    if (kernel == nullptr) continue;
    is_counted = true;
    const uint64_t before = allocations();
    kernel->sum(rows.data(), 6, 100, sums);
    kernel->sum(rows.data(), 6, 1, sums);
    const uint64_t after = allocations();
    is_counted = false;
    CHECK(after == before);
  }
}
