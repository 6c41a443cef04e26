// The walk: general trees as one array of nodes, of which a leaf is its own left child. So all
// walks of a group take as many steps as the deepest of them, without a branch that depends on the
// row, and several of them overlap in the processor.
#include <algorithm>
#include <bit>
#include <limits>
#include <map>
#include <type_traits>
#include <utility>
#include <vector>

#include "kernel.h"
#include "node_places.h"

namespace ml_model::trees {
namespace {

constexpr size_t tree_lanes = 16;          // trees that are walked at once for one row
constexpr size_t lanes = 8;                // rows that are walked at once
constexpr size_t slots_bytes = 72 * 1024;  // of a block of rows: 8 rows of 1,025 doubles fit
constexpr size_t block_rows_max = 64;
constexpr uint32_t slot_bits = 11;

// A number as an unsigned one of the same order, so that a step is a comparison that leaves its
// answer in the carry. Not for NaN.
template <class Number>
using KeyOf = std::conditional_t<sizeof(Number) == 4, uint32_t, uint64_t>;

template <class Number>
KeyOf<Number> key_of(Number value) {
  using Key = KeyOf<Number>;
  constexpr Key sign = Key{1} << (8 * sizeof(Key) - 1);
  const Key bits = std::bit_cast<Key>(value + Number{0});         // -0 becomes 0
  const Key negative = Key{0} - (bits >> (8 * sizeof(Key) - 1));  // all ones, or nothing
  return bits ^ (negative | sign);
}

// What a step loads is together. A row goes right where its key is greater than the node's, the one
// before the cut's. A leaf looks at the first slot, whose key is greater than nothing; so its own
// may be the bits of its value.
template <class Number>
class WalkNode;

// The key above, the left child's place and the slot below: rows' keys have zeros there, and so one
// comparison of all bits compares the keys.
template <>
class WalkNode<float> {
 public:
  WalkNode(uint32_t key, uint32_t left, uint32_t slot)
      : bits_(uint64_t{key} << 32 | uint64_t{left} << slot_bits | slot) {}

  static uint64_t row_key(uint32_t key) { return uint64_t{key} << 32; }
  [[nodiscard]] uint32_t left() const { return static_cast<uint32_t>(bits_) >> slot_bits; }
  [[nodiscard]] uint32_t slot() const { return bits_ & ((1U << slot_bits) - 1); }
  [[nodiscard]] bool is_less_than(uint64_t row_key) const { return bits_ < row_key; }
  [[nodiscard]] float value() const {
    return std::bit_cast<float>(static_cast<uint32_t>(bits_ >> 32));
  }

 private:
  uint64_t bits_;
};

template <>
class WalkNode<double> {
 public:
  WalkNode(uint64_t key, uint32_t left, uint32_t slot) : key_(key), left_(left), slot_(slot) {}

  static uint64_t row_key(uint64_t key) { return key; }
  [[nodiscard]] uint32_t left() const { return left_; }
  [[nodiscard]] uint32_t slot() const { return slot_; }
  [[nodiscard]] bool is_less_than(uint64_t row_key) const { return key_ < row_key; }
  [[nodiscard]] double value() const { return std::bit_cast<double>(key_); }

 private:
  uint64_t key_;
  uint32_t left_, slot_;
};

// A row's elements as nodes compare them. A feature has one slot for the nodes that send a missing
// value to the left (it is -infinity there, which is less than every cut) and one for those that
// send it to the right. The first slot's key is always 0.
template <class Number>
class Slots {
 public:
  uint32_t slot_of(uint32_t feature, Missing missing, bool is_left) {
    constexpr Number infinity = std::numeric_limits<Number>::infinity();
    const Number value = missing == Missing::none ? 0 : is_left ? -infinity : infinity;
    const auto [found, is_new] = slots_.try_emplace({feature, value}, all_.size() + 1);
    if (is_new) {
      const uint64_t key = WalkNode<Number>::row_key(key_of(value));
      all_.push_back({feature, missing == Missing::nan_or_zero, key});
      width_ = std::max(width_, size_t{feature} + 1);
    }
    return static_cast<uint32_t>(found->second);
  }

  [[nodiscard]] size_t size() const { return all_.size() + 1; }

  void fill(const double* row, uint64_t* out) const noexcept {
    KeyOf<Number> keys[row_elements_max];
    // Without a branch, so that several elements are converted at once; NaN's key is never used.
    for (size_t i = 0; i < width_; ++i) keys[i] = key_of(static_cast<Number>(row[i]));
    *out = 0;
    for (const Slot& slot : all_) {
      const double raw = row[slot.feature];
      const bool is_missing =
          raw != raw || (slot.is_zero_missing && raw >= -zero_max && raw <= zero_max);
      *++out = is_missing ? slot.missing : WalkNode<Number>::row_key(keys[slot.feature]);
    }
  }

 private:
  struct Slot {
    uint32_t feature;
    bool is_zero_missing;
    uint64_t missing;  // what stands for a missing value
  };
  std::vector<Slot> all_;
  size_t width_ = 0;  // elements of a row that nodes look at, and those before them
  std::map<std::pair<uint32_t, Number>, size_t> slots_;
};

static_assert(slots_bytes >= lanes * (2 * row_elements_max + 1) * sizeof(double) &&
              2 * row_elements_max + 1 <= size_t{1} << slot_bits);
// Lines are at least half full: see Places.
static_assert(2 * nodes_max <= size_t{1} << (32 - slot_bits));

template <class Number>
class Walk final : public Kernel {
 public:
  explicit Walk(const Forest& forest) : base_(static_cast<Number>(forest.base)) {
    Places places(line_bytes / sizeof(WalkNode<Number>));
    for (const Tree& tree : forest.trees) places.add(tree);
    nodes_.resize(places.size(), WalkNode<Number>(0, 0, 0));
    size_t number = 0;
    for (const Tree& tree : forest.trees) {
      const uint32_t* const place = &places.of[number];
      number += tree.nodes.size();
      trees_.push_back({place[0], static_cast<uint32_t>(tree.depth)});
      for (size_t i = 0; i < tree.nodes.size(); ++i) {
        const Node& node = tree.nodes[i];
        const auto value = static_cast<Number>(node.value);
        if (node.left == 0) {
          nodes_[place[i]] = {std::bit_cast<KeyOf<Number>>(value), place[i], 0};
          continue;
        }
        const uint32_t slot =
            slots_.slot_of(node.feature, forest.missing[node.feature], node.is_missing_left);
        nodes_[place[i]] = {key_of(value) - 1, place[node.left], slot};
      }
    }
    for (size_t i = 0; i + tree_lanes <= trees_.size(); i += tree_lanes) {
      group_depths_.push_back(
          std::max_element(&trees_[i], &trees_[i] + tree_lanes, [](auto a, auto b) {
            return a.depth < b.depth;
          })->depth);
    }
    const size_t fitting = slots_bytes / sizeof(uint64_t) / slots_.size();
    block_rows_ = std::min(block_rows_max, fitting / lanes * lanes);
  }

  void sum(const double* rows, size_t stride, size_t count, double* sums) const noexcept override {
    alignas(64) uint64_t values[slots_bytes / sizeof(uint64_t)];
    while (count >= lanes) {
      const size_t taken = std::min(block_rows_, count / lanes * lanes);
      for (size_t i = 0; i < taken; ++i) slots_.fill(rows + i * stride, values + i * slots_.size());
      sum_block(values, taken, sums);
      rows += taken * stride;
      sums += taken;
      count -= taken;
    }
    for (; count > 0; --count, rows += stride) {
      slots_.fill(rows, values);
      *sums++ = sum_one(values);
    }
  }

  [[nodiscard]] const char* name() const override { return "walk"; }
  [[nodiscard]] size_t table_bytes() const override { return nodes_.size() * sizeof(nodes_[0]); }

 private:
  struct Root {
    uint32_t node;
    uint32_t depth;
  };

  [[nodiscard]] uint32_t step(uint32_t at, const uint64_t* values) const noexcept {
    const WalkNode<Number> node = nodes_[at];
    return node.left() + static_cast<uint32_t>(node.is_less_than(values[node.slot()]));
  }

  // One row: several trees at a time.
  [[nodiscard]] double sum_one(const uint64_t* values) const noexcept {
    Number out = base_;
    size_t i = 0;
    for (const uint32_t depth : group_depths_) {
      uint32_t at[tree_lanes];
#pragma GCC unroll 16
      for (size_t k = 0; k < tree_lanes; ++k) at[k] = trees_[i + k].node;
      for (uint32_t d = 0; d < depth; ++d) {
#pragma GCC unroll 16
        for (size_t k = 0; k < tree_lanes; ++k) at[k] = step(at[k], values);
      }
#pragma GCC unroll 16
      for (size_t k = 0; k < tree_lanes; ++k) out += nodes_[at[k]].value();
      i += tree_lanes;
    }
    for (; i < trees_.size(); ++i) {
      uint32_t at = trees_[i].node;
      for (uint32_t d = 0; d < trees_[i].depth; ++d) at = step(at, values);
      out += nodes_[at].value();
    }
    return static_cast<double>(out);
  }

  // A multiple of eight rows: several rows at a time, so that a tree's nodes are in the cache.
  void sum_block(const uint64_t* values, size_t count, double* sums) const noexcept {
    Number out[block_rows_max];
    std::fill_n(out, count, base_);
    const size_t width = slots_.size();
    for (const Root& tree : trees_) {
      for (size_t i = 0; i < count; i += lanes) {
        const uint64_t* const first = values + i * width;
        uint32_t at[lanes];
#pragma GCC unroll 16
        for (size_t k = 0; k < lanes; ++k) at[k] = tree.node;
        for (uint32_t d = 0; d < tree.depth; ++d) {
#pragma GCC unroll 16
          for (size_t k = 0; k < lanes; ++k) at[k] = step(at[k], first + k * width);
        }
#pragma GCC unroll 16
        for (size_t k = 0; k < lanes; ++k) out[i + k] += nodes_[at[k]].value();
      }
    }
    for (size_t i = 0; i < count; ++i) sums[i] = static_cast<double>(out[i]);
  }

  const Number base_;
  Slots<Number> slots_;
  std::vector<WalkNode<Number>, LineAllocator<WalkNode<Number>>> nodes_;
  std::vector<Root> trees_;
  std::vector<uint32_t> group_depths_;  // of each tree_lanes trees
  size_t block_rows_ = 0;
};

}  // namespace

std::unique_ptr<const Kernel> make_walk(const Forest& forest) {
  if (forest.is_single) return std::make_unique<Walk<float>>(forest);
  return std::make_unique<Walk<double>>(forest);
}

}  // namespace ml_model::trees
