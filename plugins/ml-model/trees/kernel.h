// A way to sum an ensemble's leaves. Every kernel gives the same bits: the base, then the leaf of
// each tree in the trees' order, added in the forest's precision. So which one runs is a matter of
// speed alone.
#pragma once

#include <cstddef>
#include <memory>

#include "forest.h"

namespace ml_model::trees {

class Kernel {
 public:
  Kernel() = default;
  Kernel(const Kernel&) = delete;
  Kernel& operator=(const Kernel&) = delete;
  virtual ~Kernel() = default;

  // The sum for each of `count` rows, of which each begins `stride` elements after the one before.
  // Allocates nothing. [worker, builder]
  virtual void sum(const double* rows, size_t stride, size_t count,
                   double* sums) const noexcept = 0;

  [[nodiscard]] virtual const char* name() const = 0;
  [[nodiscard]] virtual size_t table_bytes() const = 0;
};

// Walks from each root to a leaf, several trees or several rows at a time.
[[nodiscard]] std::unique_ptr<const Kernel> make_walk(const Forest& forest);

// ANDs one row of leaf masks for each feature (rank_score.h). Null if a tree has more than 64
// leaves, or if the tables would be larger than `rank_table_bytes_max`.
inline constexpr size_t rank_table_bytes_max = size_t{16} << 20;
[[nodiscard]] std::unique_ptr<const Kernel> make_rank_tables(const Forest& forest);

// Holds the row in vector registers. Null where the processor has no AVX-512, or if the forest is
// of float64, has a tree of more than 6 levels, more than 64 features, or missing values other than
// NaN.
[[nodiscard]] std::unique_ptr<const Kernel> make_lanes(const Forest& forest);

}  // namespace ml_model::trees
