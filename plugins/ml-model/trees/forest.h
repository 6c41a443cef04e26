// An ensemble of trees as all formats become it, and as the kernels take it.
//
// A row goes left at a node iff its feature is less than the node's cut. (LightGBM says "at most":
// its reader takes the next double above.) Where the value is missing, the node says where it goes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace ml_model::trees {

inline constexpr size_t row_elements_max = 512;  // kernels have room for as many on the stack
inline constexpr size_t trees_max = 16384;
inline constexpr size_t nodes_max = size_t{1} << 20;  // of all trees together
inline constexpr size_t depth_max_of_tree = 256;

struct Node {
  double value;                  // the cut; of a leaf its value, finite. Not NaN nor -infinity
  uint32_t left;                 // index of the left child, which the right one follows; 0: a leaf
  uint32_t feature;              // index of the row's element
  bool is_missing_left = false;  // where a missing value goes
};

// Children have greater indices than their parent, so a loop over the nodes visits parents first.
struct Tree {
  std::vector<Node> nodes;
  size_t depth = 0;   // comparisons on the longest path
  size_t leaves = 0;  // at least 1
};

// Which values of a feature are missing ones.
enum class Missing : uint8_t {
  nan,
  nan_or_zero,  // zero: within ±zero_max
  none,         // NaN is taken for 0
};
// LightGBM's kZeroThreshold.
inline constexpr double zero_max = static_cast<double>(1e-35f);

// What becomes of the sum.
struct Link {
  enum class Kind { identity, logistic_of_floats, logistic } kind = Kind::identity;
  double factor = 1;  // logistic: of the sum
};

struct Forest {
  // Features, cuts and leaves are float32, and sums are computed in it; otherwise in float64.
  bool is_single = false;
  double base = 0;               // what the leaves are added to, in the order of the trees
  std::vector<Missing> missing;  // for each feature
  std::vector<Tree> trees;
  std::string objective;           // as the file names it
  bool is_of_two_classes = false;  // the sum is a margin of log-odds, by the objective
  Link link;

  [[nodiscard]] size_t nodes() const {
    size_t out = 0;
    for (const Tree& tree : trees) out += tree.nodes.size();
    return out;
  }
};

// A node as a file has it; children are named by the file's own indices.
struct FileNode {
  bool is_leaf;
  Node node;
  size_t children[2];
};

// Makes a tree of the file's nodes, breadth first. `Source` has
//   size_t size()                   how many nodes the file has
//   FileNode read(size_t id)        refuses what is wrong with it; children are less than size()
//   void refuse_child(size_t id, bool right, std::string why)   does not return
//   void refuse_tree(std::string why)                            does not return
// A node that is reached twice, and so every cycle, is refused.
template <class Source>
Tree grow(const Source& source, size_t root) {
  Tree tree;
  std::vector<bool> seen(source.size());
  std::vector<size_t> ids{root};
  seen[root] = true;
  size_t level_end = 1;
  for (size_t i = 0; i < ids.size(); ++i) {
    if (i == level_end) {
      level_end = ids.size();
      if (++tree.depth > depth_max_of_tree) {
        source.refuse_tree("deeper than " + std::to_string(depth_max_of_tree));
      }
    }
    FileNode file = source.read(ids[i]);
    file.node.left = file.is_leaf ? 0 : static_cast<uint32_t>(ids.size());
    tree.nodes.push_back(file.node);
    if (file.is_leaf) {
      ++tree.leaves;
      continue;
    }
    for (const bool right : {false, true}) {
      const size_t child = file.children[right ? 1 : 0];
      if (seen[child]) source.refuse_child(ids[i], right, "another node has this child, too");
      seen[child] = true;
      ids.push_back(child);
    }
  }
  return tree;
}

}  // namespace ml_model::trees
