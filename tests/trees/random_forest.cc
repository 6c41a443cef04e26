#include "random_forest.h"

#include <cmath>
#include <limits>
#include <stdexcept>

using namespace ml_model::trees;

namespace spark::test {
namespace {

double random_cut(std::mt19937& random, bool is_single) {
  if (!is_single && random() % 8 == 0) return random() % 2 == 0 ? zero_max : -zero_max;
  return (static_cast<double>(random() % 13) - 6) / 2;
}

double random_leaf(std::mt19937& random, bool is_single) {
  const double value = std::normal_distribution<double>(0, 1)(random);
  return is_single ? static_cast<double>(static_cast<float>(value)) : value;
}

// Splits a random leaf until there are as many as wanted.
class GrowingTree {
 public:
  GrowingTree(const ForestShape& shape, std::mt19937& random) {
    all_.push_back({.is_leaf = true, .node = {}, .children = {}});
    const size_t leaves = 1 + random() % shape.leaves_max;
    std::vector<size_t> open{0};
    while (open.size() < leaves) {
      const size_t pick = random() % open.size();
      const size_t id = open[pick];
      all_[id].is_leaf = false;
      for (size_t side = 0; side < 2; ++side) {
        all_[id].children[side] = all_.size();
        all_.push_back({.is_leaf = true, .node = {}, .children = {}});
      }
      open[pick] = all_[id].children[0];
      open.push_back(all_[id].children[1]);
    }
    for (FileNode& node : all_) {
      node.node.value =
          node.is_leaf ? random_leaf(random, shape.is_single) : random_cut(random, shape.is_single);
      node.node.feature = random() % shape.features;
      node.node.is_missing_left = random() % 2 == 0;
    }
  }

  [[nodiscard]] size_t size() const { return all_.size(); }
  [[nodiscard]] FileNode read(size_t id) const { return all_[id]; }
  [[noreturn]] void refuse_child(size_t, bool, const std::string& why) const {
    throw std::logic_error(why);
  }
  [[noreturn]] void refuse_tree(const std::string& why) const { throw std::logic_error(why); }

 private:
  std::vector<FileNode> all_;
};

}  // namespace

Forest random_forest(const ForestShape& shape, uint32_t seed) {
  std::mt19937 random(seed);
  Forest forest;
  forest.is_single = shape.is_single;
  forest.base = shape.is_single ? 0.25 : 0;
  for (uint32_t i = 0; i < shape.features; ++i) {
    forest.missing.push_back(shape.is_single ? Missing::nan : static_cast<Missing>(random() % 3));
  }
  for (size_t i = 0; i < shape.trees; ++i) {
    forest.trees.push_back(grow(GrowingTree(shape, random), 0));
  }
  return forest;
}

std::vector<double> random_rows(uint32_t features, size_t count, uint32_t seed) {
  std::mt19937 random(seed);
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const double special[] = {NAN,      infinity,  -infinity, 0,     -0.0,
                            zero_max, -zero_max, 1e-36,     2e-35, 1e308};
  std::vector<double> out;
  for (size_t i = 0; i < features * count; ++i) {
    out.push_back(random() % 3 == 0 ? special[random() % std::size(special)]
                                    : (static_cast<double>(random() % 33) - 16) / 4);
  }
  return out;
}

double plain_sum(const Forest& forest, const double* row) {
  double sum = forest.base;
  for (const Tree& tree : forest.trees) {
    const Node* node = &tree.nodes[0];
    while (node->left != 0) {
      const Missing kind = forest.missing[node->feature];
      double value = row[node->feature];
      if (std::isnan(value) && kind == Missing::none) value = 0;
      const bool is_missing =
          std::isnan(value) || (kind == Missing::nan_or_zero && std::fabs(value) <= zero_max);
      if (forest.is_single) value = static_cast<double>(static_cast<float>(value));
      const bool left = is_missing ? node->is_missing_left : value < node->value;
      node = &tree.nodes[left ? node->left : node->left + 1];
    }
    sum = forest.is_single
              ? static_cast<double>(static_cast<float>(sum) + static_cast<float>(node->value))
              : sum + node->value;
  }
  return sum;
}

}  // namespace spark::test
