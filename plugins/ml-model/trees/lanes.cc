// Lanes: trees of up to six levels over up to 64 features, for processors with AVX-512. The row is
// held in registers, from which one instruction fetches the features of 16 nodes. So the upper
// three levels of 16 trees are decided at once; then the seven nodes of the lower three that are
// left of a tree, those of two trees at once, without a chain of loads.
//
// A row that lacks a value is left to the walk. All comparisons are of float32, as there, and the
// leaves are added in the same order.
#include <algorithm>
#include <array>
#include <limits>
#include <span>
#include <utility>
#include <vector>

#include "kernel.h"
#include "node_places.h"

#if defined(__x86_64__)
#include <immintrin.h>
#define SPARK_LANES __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl")))
#define SPARK_LANES_INLINE inline __attribute__((always_inline)) SPARK_LANES
#endif

namespace ml_model::trees {

#if defined(__x86_64__)

namespace {

constexpr size_t group_trees = 16;
constexpr size_t upper_nodes = 7;   // of three levels
constexpr size_t lower_trees = 8;   // below them
constexpr size_t lower_leaves = 8;  // of each
constexpr size_t levels_max = 6;
constexpr size_t elements_max = 64;

// Node i has the children 2i+1 and 2i+2; a row goes right where its value is at least the cut.
struct alignas(line_bytes) Upper {
  float cuts[upper_nodes][group_trees];
  uint8_t features[upper_nodes][group_trees];
};
struct alignas(line_bytes) Lower {
  float cuts[upper_nodes + 1];  // the last one is of no node
  uint8_t features[upper_nodes + 1];
};
using Leaves = std::array<float, lower_leaves>;

// The leaf that seven comparisons lead to: bit i says that the row would go right at node i.
constexpr auto leaf_of_bits = [] {
  std::array<uint8_t, 256> out{};
  for (size_t bits = 0; bits < out.size(); ++bits) {
    size_t node = 0;
    while (node < upper_nodes) node = 2 * node + 1 + (bits >> node & 1U);
    out[bits] = static_cast<uint8_t>(node - upper_nodes);
  }
  return out;
}();

// The tree with all leaves at one depth: where a leaf comes earlier, both ways lead to it.
struct Complete {
  explicit Complete(const Tree& tree) { fill(tree, 0, 0); }

  void fill(const Tree& tree, uint32_t from, size_t to) {
    const Node& node = tree.nodes[from];
    if (to >= inner) {
      leaves[to - inner] = static_cast<float>(node.value);
      return;
    }
    const bool is_leaf = node.left == 0;
    if (!is_leaf) cuts[to] = static_cast<float>(node.value);
    if (!is_leaf) features[to] = static_cast<uint8_t>(node.feature);
    fill(tree, is_leaf ? from : node.left, 2 * to + 1);
    fill(tree, is_leaf ? from : node.left + 1, 2 * to + 2);
  }

  static constexpr size_t inner = (size_t{1} << levels_max) - 1;
  std::array<float, inner> cuts{};
  std::array<uint8_t, inner> features{};
  std::array<float, inner + 1> leaves{};
};

// Of the lower tree `which`, its node `i` among those of the complete tree.
constexpr size_t lower_node(size_t which, size_t i) {
  const size_t level = i == 0 ? 0 : i < 3 ? 1 : 2;
  const size_t first = (size_t{1} << level) - 1;
  return (size_t{8} << level) - 1 + (which << level) + (i - first);
}

struct Tables {
  void add(const Tree& tree, size_t number) {
    const size_t lane = number % group_trees;
    if (lane == 0) {
      uppers.push_back({});
      lowers.resize(lowers.size() + group_trees * lower_trees);
      leaves.resize(lowers.size());
    }
    const Complete complete(tree);
    for (size_t i = 0; i < upper_nodes; ++i) {
      uppers.back().cuts[i][lane] = complete.cuts[i];
      uppers.back().features[i][lane] = complete.features[i];
    }
    for (size_t which = 0; which < lower_trees; ++which) {
      Lower& lower = lowers[number * lower_trees + which];
      for (size_t i = 0; i < upper_nodes; ++i) {
        lower.cuts[i] = complete.cuts[lower_node(which, i)];
        lower.features[i] = complete.features[lower_node(which, i)];
      }
      std::copy_n(&complete.leaves[which * lower_leaves], lower_leaves,
                  leaves[number * lower_trees + which].begin());
    }
  }

  std::vector<Upper, LineAllocator<Upper>> uppers;  // of each group of trees
  std::vector<Lower, LineAllocator<Lower>> lowers;  // of each tree eight
  std::vector<Leaves, LineAllocator<Leaves>> leaves;
};

// A row's elements; only the first two of the registers where there are at most 32.
template <bool is_wide>
struct Row {
  __m512 part[is_wide ? 4 : 2];
};

template <bool is_wide>
SPARK_LANES_INLINE __m512 fetch(const Row<is_wide>& row, __m128i features) {
  const __m512i at = _mm512_cvtepu8_epi32(features);
  const __m512 low = _mm512_permutex2var_ps(row.part[0], at, row.part[1]);
  if constexpr (!is_wide) return low;
  if constexpr (is_wide) {
    const __m512 high = _mm512_permutex2var_ps(row.part[2], at, row.part[3]);
    return _mm512_mask_blend_ps(_mm512_test_epi32_mask(at, _mm512_set1_epi32(32)), low, high);
  }
}

template <bool is_wide>
SPARK_LANES_INLINE __mmask16 goes_right(const Row<is_wide>& row, __m512 cuts, __m128i features) {
  return _mm512_cmp_ps_mask(fetch(row, features), cuts, _CMP_GE_OQ);
}

struct Nodes {
  __m512 cuts;
  __m128i features;
};

SPARK_LANES_INLINE Nodes nodes_at(const Upper& of, size_t i) {
  return {_mm512_load_ps(of.cuts[i]),
          _mm_load_si128(reinterpret_cast<const __m128i*>(of.features[i]))};
}

SPARK_LANES_INLINE Nodes either(__mmask16 right, const Nodes& left_one, const Nodes& right_one) {
  return {_mm512_mask_blend_ps(right, left_one.cuts, right_one.cuts),
          _mm_mask_blend_epi8(right, left_one.features, right_one.features)};
}

// For each of 16 trees, which of its lower trees the row comes to.
template <bool is_wide>
SPARK_LANES_INLINE __m128i decide_upper(const Row<is_wide>& row, const Upper& upper) {
  const Nodes root = nodes_at(upper, 0);
  const __mmask16 first = goes_right(row, root.cuts, root.features);
  const Nodes middle = either(first, nodes_at(upper, 1), nodes_at(upper, 2));
  const __mmask16 second = goes_right(row, middle.cuts, middle.features);
  const Nodes last = either(first, either(second, nodes_at(upper, 3), nodes_at(upper, 4)),
                            either(second, nodes_at(upper, 5), nodes_at(upper, 6)));
  const __mmask16 third = goes_right(row, last.cuts, last.features);
  return _mm_or_si128(_mm_maskz_set1_epi8(first, 4),
                      _mm_or_si128(_mm_maskz_set1_epi8(second, 2), _mm_maskz_set1_epi8(third, 1)));
}

// What the row would do at all nodes of two lower trees: seven bits, one that says nothing, seven.
template <bool is_wide>
SPARK_LANES_INLINE uint32_t decide_lower(const Row<is_wide>& row, const Lower& a, const Lower& b) {
  const __m512 cuts =
      _mm512_insertf32x8(_mm512_castps256_ps512(_mm256_load_ps(a.cuts)), _mm256_load_ps(b.cuts), 1);
  const __m128i features =
      _mm_unpacklo_epi64(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(a.features)),
                         _mm_loadl_epi64(reinterpret_cast<const __m128i*>(b.features)));
  return goes_right(row, cuts, features);
}

// The leaves of 16 trees.
template <bool is_wide>
SPARK_LANES_INLINE void find_leaves(const Row<is_wide>& row, const Tables& tables, size_t group,
                                    float (&found)[group_trees]) {
  alignas(16) uint8_t which[group_trees];
  _mm_store_si128(reinterpret_cast<__m128i*>(which), decide_upper(row, tables.uppers[group]));
  const Lower* const lowers = &tables.lowers[group * group_trees * lower_trees];
  const Leaves* const leaves = &tables.leaves[group * group_trees * lower_trees];
#pragma GCC unroll 8
  for (size_t k = 0; k < group_trees; k += 2) {
    const size_t a = k * lower_trees + which[k], b = (k + 1) * lower_trees + which[k + 1];
    const uint32_t bits = decide_lower(row, lowers[a], lowers[b]);
    found[k] = leaves[a][leaf_of_bits[bits & 0xff]];
    found[k + 1] = leaves[b][leaf_of_bits[bits >> 8]];
  }
}

// False if the row lacks a value.
template <bool is_wide>
SPARK_LANES_INLINE bool load(const double* row, size_t width, Row<is_wide>& out) {
  // gcc 12 takes the form without a mask for a use of what nobody wrote (GCC bug 105593).
  constexpr __mmask8 all = 0xff;
  __mmask16 lacking = 0;
  for (size_t i = 0; i < std::size(out.part); ++i) {
    const size_t left = width > 16 * i ? width - 16 * i : 0;
    const auto some = static_cast<uint32_t>((uint64_t{1} << std::min(left, size_t{16})) - 1);
    const __m512d low = _mm512_maskz_loadu_pd(static_cast<__mmask8>(some), row + 16 * i);
    const __m512d high = _mm512_maskz_loadu_pd(static_cast<__mmask8>(some >> 8), row + 16 * i + 8);
    out.part[i] = _mm512_insertf32x8(_mm512_castps256_ps512(_mm512_maskz_cvtpd_ps(all, low)),
                                     _mm512_maskz_cvtpd_ps(all, high), 1);
    lacking |= _mm512_cmp_ps_mask(out.part[i], out.part[i], _CMP_UNORD_Q);
  }
  return lacking == 0;
}

template <bool is_wide>
SPARK_LANES bool sum_row(const Tables& tables, size_t trees, size_t width, const double* elements,
                         float& sum) {
  Row<is_wide> row;
  if (!load(elements, width, row)) return false;
  float out = sum;
  float found[group_trees];
  const size_t whole = trees / group_trees;
  for (size_t group = 0; group < whole; ++group) {
    find_leaves(row, tables, group, found);
#pragma GCC unroll 16
    for (size_t k = 0; k < group_trees; ++k) out += found[k];
  }
  if (trees % group_trees != 0) {
    find_leaves(row, tables, whole, found);
    for (size_t k = 0; k < trees % group_trees; ++k) out += found[k];
  }
  sum = out;
  return true;
}

template <bool is_wide>
class Lanes final : public Kernel {
 public:
  explicit Lanes(const Forest& forest)
      : base_(static_cast<float>(forest.base)),
        width_(forest.missing.size()),
        trees_(forest.trees.size()),
        walk_(make_walk(forest)) {
    for (size_t i = 0; i < trees_; ++i) tables_.add(forest.trees[i], i);
  }

  void sum(const double* rows, size_t stride, size_t count, double* sums) const noexcept override {
    for (; count > 0; --count, rows += stride, ++sums) {
      float out = base_;
      if (sum_row<is_wide>(tables_, trees_, width_, rows, out)) {
        *sums = static_cast<double>(out);
      } else {
        walk_->sum(rows, stride, 1, sums);
      }
    }
  }

  [[nodiscard]] const char* name() const override { return "lanes"; }
  [[nodiscard]] size_t table_bytes() const override {
    return tables_.uppers.size() * sizeof(Upper) + tables_.lowers.size() * sizeof(Lower) +
           tables_.leaves.size() * sizeof(Leaves) + walk_->table_bytes();
  }

 private:
  const float base_;
  const size_t width_, trees_;
  const std::unique_ptr<const Kernel> walk_;
  Tables tables_;
};

bool is_offered() {
  return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
         __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
}

}  // namespace

std::unique_ptr<const Kernel> make_lanes(const Forest& forest) {
  const bool fits = forest.is_single && forest.missing.size() <= elements_max &&
                    std::all_of(forest.missing.begin(), forest.missing.end(),
                                [](Missing missing) { return missing == Missing::nan; }) &&
                    std::all_of(forest.trees.begin(), forest.trees.end(),
                                [](const Tree& tree) { return tree.depth <= levels_max; });
  if (!fits || !is_offered()) return nullptr;
  if (forest.missing.size() <= elements_max / 2) return std::make_unique<Lanes<false>>(forest);
  return std::make_unique<Lanes<true>>(forest);
}

#else

std::unique_ptr<const Kernel> make_lanes(const Forest&) {
  return nullptr;
}

#endif

}  // namespace ml_model::trees
