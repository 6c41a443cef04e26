// Rank tables, after QuickScorer (Lucchese et al., SIGIR 2015).
//
// A tree's leaves are numbered from left to right. A node that a row goes right at rules out the
// leaves of its left subtree; the lowest leaf that no node rules out is the row's. A value's rank
// among all cuts of its feature says which of the feature's nodes it goes right at, in every tree,
// so a table has for each rank the AND of their masks, for all trees side by side. A score is then
// one row of the table for each feature, ANDed, and for each tree the lowest bit that is left.
#pragma once

#include <cstddef>
#include <cstdint>

#include "forest.h"

namespace ml_model::trees {

inline constexpr uint32_t masks_per_step = 16;  // trees that are ANDed together

inline constexpr uint32_t rank_levels_max = 24;

// What the scoring loop reads.
template <class Number, class Mask>
struct RankedFeature {
  uint32_t element;      // of the row
  uint32_t missing_row;  // of the table
  // Ascending, each once, then NaN (which is at most nothing) up to a power of two less one.
  const Number* cuts;
  const Mask* table;  // a row of masks for each rank, and one for missing values
  bool is_zero_missing;
  bool is_nan_zero;
};

template <class Number, class Mask>
struct RankView {
  uint32_t feature_count;
  uint32_t tree_count;
  uint32_t padded_trees;  // up to a multiple of masks_per_step
  uint32_t leaf_stride;   // from one tree's leaves to the next one's
  uint32_t levels;        // of the search for the feature with the most cuts
  // The features with the most cuts come first: so many of them have more than 2^level cuts less
  // one, for each level.
  uint32_t features_at[rank_levels_max];
  const RankedFeature<Number, Mask>* features;
  const Number* leaves;
  Number base;
};

// Finds each feature's row of the table. A rank is how many cuts are at most the value. All
// features are searched side by side, level by level, and no branch depends on the row.
template <class Number, class Mask>
inline void find_rows(const RankView<Number, Mask>& view, const double* row, const Mask** rows) {
  Number values[row_elements_max];
  uint32_t ranks[row_elements_max];
  for (uint32_t f = 0; f < view.feature_count; ++f) {
    values[f] = static_cast<Number>(row[view.features[f].element]);
    if (view.features[f].is_nan_zero && values[f] != values[f]) values[f] = 0;
    ranks[f] = 0;
  }
  for (uint32_t level = view.levels; level-- > 0;) {
    const uint32_t half = uint32_t{1} << level;
    const uint32_t count = view.features_at[level];
    for (uint32_t f = 0; f < count; ++f) {
      const Number cut = view.features[f].cuts[ranks[f] + half - 1];
      ranks[f] += static_cast<uint32_t>(cut <= values[f]) << level;
    }
  }
  for (uint32_t f = 0; f < view.feature_count; ++f) {
    const RankedFeature<Number, Mask>& feature = view.features[f];
    const bool is_missing =
        values[f] != values[f] ||
        (feature.is_zero_missing && values[f] >= static_cast<Number>(-zero_max) &&
         values[f] <= static_cast<Number>(zero_max));
    rows[f] =
        feature.table + size_t{is_missing ? feature.missing_row : ranks[f]} * view.padded_trees;
  }
}

template <class Mask>
inline uint32_t lowest_bit(Mask mask) {
  if constexpr (sizeof(Mask) == 8) {
    return static_cast<uint32_t>(__builtin_ctzll(mask));
  } else {
    return static_cast<uint32_t>(__builtin_ctz(mask));
  }
}

// `Rows` rows at once: their sums do not wait for each other.
template <uint32_t Rows, class Number, class Mask>
inline void score_rows(const RankView<Number, Mask>& view, const double* rows, size_t stride,
                       double* sums) {
  const Mask* table[Rows][row_elements_max];
  for (uint32_t r = 0; r < Rows; ++r) {
    find_rows(view, rows + r * stride, table[r]);
  }
  Number out[Rows];
  for (uint32_t r = 0; r < Rows; ++r) out[r] = view.base;
  const Number* leaves = view.leaves;
  for (uint32_t tree = 0; tree < view.tree_count; tree += masks_per_step) {
    Mask masks[Rows][masks_per_step];
    for (uint32_t r = 0; r < Rows; ++r) {
      Mask both[masks_per_step];
      for (uint32_t k = 0; k < masks_per_step; ++k) both[k] = table[r][0][tree + k];
      for (uint32_t f = 1; f < view.feature_count; ++f) {
        const Mask* const more = table[r][f] + tree;
        for (uint32_t k = 0; k < masks_per_step; ++k) both[k] &= more[k];
      }
      for (uint32_t k = 0; k < masks_per_step; ++k) masks[r][k] = both[k];
    }
    const uint32_t left = view.tree_count - tree;
    const uint32_t count = left < masks_per_step ? left : masks_per_step;
    for (uint32_t k = 0; k < count; ++k, leaves += view.leaf_stride) {
      for (uint32_t r = 0; r < Rows; ++r) out[r] += leaves[lowest_bit(masks[r][k])];
    }
  }
  for (uint32_t r = 0; r < Rows; ++r) sums[r] = static_cast<double>(out[r]);
}

template <class Number, class Mask>
void score_all(const RankView<Number, Mask>& view, const double* rows, size_t stride, size_t count,
               double* sums) {
  constexpr uint32_t rows_at_once = 4;
  for (; count >= rows_at_once; count -= rows_at_once) {
    score_rows<rows_at_once>(view, rows, stride, sums);
    rows += rows_at_once * stride;
    sums += rows_at_once;
  }
  for (; count > 0; --count, rows += stride, ++sums) score_rows<1>(view, rows, stride, sums);
}

}  // namespace ml_model::trees
