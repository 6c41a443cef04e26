// Makes rank tables (rank_score.h) of a forest.
#include <algorithm>
#include <bit>
#include <limits>
#include <map>
#include <span>

#include "kernel.h"
#include "rank_score.h"

namespace ml_model::trees {
namespace {

// A feature's nodes in all trees.
struct Cutting {
  double cut;
  uint32_t tree;
  bool is_missing_left;
  uint64_t left_leaves;  // bits of the leaves of the left subtree
};
using Cuttings = std::map<uint32_t, std::vector<Cutting>>;

// Ones from `first` on, `count` of them; fewer than 64.
uint64_t ones(size_t first, size_t count) {
  return ((uint64_t{1} << count) - 1) << first;
}

// Numbers the leaves from left to right, and gives each feature its nodes; `leaf_of` gets every
// leaf's value by its number.
template <class Number>
void take_tree(const Tree& tree, uint32_t index, Cuttings& cuttings, std::span<Number> leaves) {
  const auto& nodes = tree.nodes;
  std::vector<size_t> below(nodes.size()), first(nodes.size());
  for (size_t i = nodes.size(); i-- > 0;) {
    below[i] = nodes[i].left == 0 ? 1 : below[nodes[i].left] + below[nodes[i].left + 1];
  }
  for (size_t i = 0; i < nodes.size(); ++i) {
    const uint32_t left = nodes[i].left;
    if (left == 0) {
      leaves[first[i]] = static_cast<Number>(nodes[i].value);
      continue;
    }
    first[left] = first[i];
    first[left + 1] = first[i] + below[left];
    cuttings[nodes[i].feature].push_back(
        {nodes[i].value, index, nodes[i].is_missing_left, ones(first[i], below[left])});
  }
}

template <class Number, class Mask>
class RankTables final : public Kernel {
 public:
  RankTables(const Forest& forest, size_t leaves_most) {
    const auto trees = static_cast<uint32_t>(forest.trees.size());
    leaves_.resize(forest.trees.size() * leaves_most);
    Cuttings cuttings;
    for (uint32_t i = 0; i < trees; ++i) {
      take_tree(forest.trees[i], i, cuttings,
                std::span(leaves_).subspan(i * leaves_most, leaves_most));
    }
    const uint32_t padded = (trees + masks_per_step - 1) / masks_per_step * masks_per_step;
    if (cuttings.empty()) cuttings[0];  // leaves alone: one feature whose cuts decide nothing
    // The features with the most cuts first: the search needs it so.
    std::vector<std::pair<size_t, uint32_t>> order;
    for (auto& [element, nodes] : cuttings) order.emplace_back(sort_cuts(nodes), element);
    std::stable_sort(order.begin(), order.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    cuts_.reserve(order.size());
    tables_.reserve(order.size());
    for (const auto& [count, element] : order) {
      add_feature(cuttings[element], count, padded);
      const Missing missing = forest.missing[element];
      features_.push_back({element, static_cast<uint32_t>(count + 1), cuts_.back().data(),
                           tables_.back().data(), missing == Missing::nan_or_zero,
                           missing == Missing::none});
      for (uint32_t level = 0; level < std::bit_width(count); ++level) {
        ++view_.features_at[level];
      }
    }
    view_.feature_count = static_cast<uint32_t>(features_.size());
    view_.tree_count = trees;
    view_.padded_trees = padded;
    view_.leaf_stride = static_cast<uint32_t>(leaves_most);
    view_.levels = static_cast<uint32_t>(std::bit_width(order.front().first));
    view_.features = features_.data();
    view_.leaves = leaves_.data();
    view_.base = static_cast<Number>(forest.base);
  }

  void sum(const double* rows, size_t stride, size_t count, double* sums) const noexcept override {
    score_all(view_, rows, stride, count, sums);
  }

  [[nodiscard]] const char* name() const override { return "rank tables"; }
  [[nodiscard]] size_t table_bytes() const override {
    size_t out = leaves_.size() * sizeof(Number);
    for (const auto& table : tables_) out += table.size() * sizeof(Mask);
    return out;
  }

 private:
  // Sorts a feature's nodes by their cuts; how many cuts are different.
  static size_t sort_cuts(std::vector<Cutting>& nodes) {
    std::stable_sort(nodes.begin(), nodes.end(),
                     [](const Cutting& a, const Cutting& b) { return a.cut < b.cut; });
    size_t count = 0;
    for (size_t i = 0; i < nodes.size(); ++i) {
      if (i == 0 || nodes[i].cut != nodes[i - 1].cut) ++count;
    }
    return count;
  }

  void add_feature(const std::vector<Cutting>& nodes, size_t count, uint32_t padded) {
    auto& cuts = cuts_.emplace_back();
    for (const Cutting& node : nodes) cuts.push_back(static_cast<Number>(node.cut));
    cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
    cuts.resize((size_t{1} << std::bit_width(count)) - 1, std::numeric_limits<Number>::quiet_NaN());

    auto& table = tables_.emplace_back();
    table.assign((count + 2) * padded, static_cast<Mask>(~Mask{0}));
    const auto rule_out = [&](size_t rank, const Cutting& node) {
      table[rank * padded + node.tree] &= static_cast<Mask>(~node.left_leaves);
    };
    size_t next = 0;
    for (size_t rank = 1; rank <= count; ++rank) {
      std::copy_n(&table[(rank - 1) * padded], padded, &table[rank * padded]);
      for (; next < nodes.size() && static_cast<Number>(nodes[next].cut) == cuts[rank - 1];
           ++next) {
        rule_out(rank, nodes[next]);
      }
    }
    for (const Cutting& node : nodes) {
      if (!node.is_missing_left) rule_out(count + 1, node);
    }
  }

  std::vector<Number> leaves_;
  std::vector<std::vector<Number>> cuts_;
  std::vector<std::vector<Mask>> tables_;
  std::vector<RankedFeature<Number, Mask>> features_;
  RankView<Number, Mask> view_{};
};

template <class Number>
std::unique_ptr<const Kernel> make_rank_tables_of(const Forest& forest, size_t leaves,
                                                  size_t mask_bytes) {
  switch (mask_bytes) {
    case 2:
      return std::make_unique<RankTables<Number, uint16_t>>(forest, leaves);
    case 4:
      return std::make_unique<RankTables<Number, uint32_t>>(forest, leaves);
    default:
      return std::make_unique<RankTables<Number, uint64_t>>(forest, leaves);
  }
}

}  // namespace

std::unique_ptr<const Kernel> make_rank_tables(const Forest& forest) {
  size_t leaves = 0;
  for (const Tree& tree : forest.trees) leaves = std::max(leaves, tree.leaves);
  if (leaves == 0 || leaves > 64) return nullptr;
  const size_t mask_bytes = leaves <= 16 ? 2 : leaves <= 32 ? 4 : 8;

  std::map<uint32_t, std::vector<double>> cuts;
  for (const Tree& tree : forest.trees) {
    for (const Node& node : tree.nodes) {
      if (node.left != 0) cuts[node.feature].push_back(node.value);
    }
  }
  size_t rows = 0;
  for (auto& [feature, all] : cuts) {
    std::sort(all.begin(), all.end());
    rows += static_cast<size_t>(std::unique(all.begin(), all.end()) - all.begin()) + 2;
  }
  if (rows * (forest.trees.size() + masks_per_step) * mask_bytes > rank_table_bytes_max) {
    return nullptr;
  }
  return forest.is_single ? make_rank_tables_of<float>(forest, leaves, mask_bytes)
                          : make_rank_tables_of<double>(forest, leaves, mask_bytes);
}

}  // namespace ml_model::trees
