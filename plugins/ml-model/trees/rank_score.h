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

// What the scoring loop reads.
template <class Number, class Mask>
struct RankedFeature {
  uint32_t element;  // of the row
  uint32_t cut_count;
  const Number* cuts;  // ascending, each once
  const Mask* table;   // a row of masks for the ranks 0 to cut_count, and one for missing values
  bool is_zero_missing;
  bool is_nan_zero;
};

template <class Number, class Mask>
struct RankView {
  uint32_t feature_count;
  uint32_t tree_count;
  uint32_t padded_trees;  // up to a multiple of masks_per_step
  uint32_t leaf_stride;   // from one tree's leaves to the next one's
  const RankedFeature<Number, Mask>* features;
  const Number* leaves;
  Number base;
};

// How many cuts are at most `value`; no branch depends on it.
template <class Number>
inline uint32_t rank_among(const Number* cuts, uint32_t count, Number value) {
  const Number* at = cuts;
  while (count > 1) {
    const uint32_t half = count / 2;
    at += half * static_cast<uint32_t>(at[half - 1] <= value);
    count -= half;
  }
  return static_cast<uint32_t>(at - cuts) + static_cast<uint32_t>(*at <= value);
}

template <class Number, class Mask>
inline const Mask* table_row(const RankView<Number, Mask>& view,
                             const RankedFeature<Number, Mask>& feature, const double* row) {
  double raw = row[feature.element];
  if (feature.is_nan_zero && raw != raw) raw = 0;
  const bool is_missing =
      raw != raw || (feature.is_zero_missing && raw >= -zero_max && raw <= zero_max);
  const uint32_t rank = rank_among(feature.cuts, feature.cut_count, static_cast<Number>(raw));
  return feature.table + size_t{is_missing ? feature.cut_count + 1 : rank} * view.padded_trees;
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
    for (uint32_t f = 0; f < view.feature_count; ++f) {
      table[r][f] = table_row(view, view.features[f], rows + r * stride);
    }
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
