// All kernels sum the same leaves in the same order.
#include <algorithm>
#include <bit>

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
    const bool has_large = std::any_of(forest.trees.begin(), forest.trees.end(),
                                       [](const Tree& tree) { return tree.leaves > 64; });
    CHECK(kernels.size() == (has_large ? 1 : 2));
    for (const auto& kernel : kernels) {
      for (const size_t at_once : {1, 3, 8, 100, 203}) {
        CAPTURE(kernel->name(), at_once);
        CHECK(wrong_sums(*kernel, forest, rows, at_once) == 0);
      }
    }
  }
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
  for (const auto& kernel : {make_walk(forest), make_rank_tables(forest)}) {
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
  for (const auto& kernel : {make_walk(forest), make_rank_tables(forest)}) {
    is_counted = true;
    const uint64_t before = allocations();
    kernel->sum(rows.data(), 6, 100, sums);
    kernel->sum(rows.data(), 6, 1, sums);
    const uint64_t after = allocations();
    is_counted = false;
    CHECK(after == before);
  }
}
