// Where counts are kept: 8-byte cells, one copy for each worker and one for all other threads.
//
// A worker writes its copy with plain loads and stores, since no one else does; the others use
// atomic read-modify-write on theirs. Cells come from chunks that hold every shard's copy, so a
// handle is two words and finds its cell by arithmetic, and workers need nothing but the handle.
// Rejected: one atomic per counter. At one increment per request per stage the shared cache line is
// the cost.
#pragma once

#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "base/worker.h"

namespace spark::metrics {

using Cell = std::atomic<uint64_t>;
static_assert(Cell::is_always_lock_free && sizeof(Cell) == 8);

inline constexpr uint32_t cells_per_shard = 1024;  // in a chunk: 8 KiB
inline constexpr uint32_t chunks_max = 1024;       // a million cells
inline constexpr uint32_t cells_per_line = 8;      // of 64 bytes
static_assert(cells_per_shard % cells_per_line == 0, "no two shards share a line");

// Cells next to each other, in every shard. All threads but workers share shard 0.
struct Cells {
  Cell* first = nullptr;  // in shard 0; null: records nothing
  uint32_t shards = 0;

  [[nodiscard]] Cell& at(uint32_t shard, uint32_t index) const {
    return first[static_cast<size_t>(shard) * cells_per_shard + index];
  }
};

// The calling thread's shard. Here and in the functions below `cells.first` must not be null.
inline uint32_t shard_of(const Cells& cells) {
  static_assert(base::not_a_worker + 1 == 0, "other threads come to shard 0 without a branch");
  const uint32_t shard = base::this_worker + 1;
  return shard < cells.shards ? shard : 0;
}

inline void add_count(const Cells& cells, uint32_t index, uint64_t by) noexcept {
  const uint32_t shard = shard_of(cells);
  Cell& cell = cells.at(shard, index);
  if (shard == 0) {
    cell.fetch_add(by, std::memory_order_relaxed);
  } else {
    cell.store(cell.load(std::memory_order_relaxed) + by, std::memory_order_relaxed);
  }
}

// The same for a cell that holds a double.
inline void add_double(const Cells& cells, uint32_t index, double by) noexcept {
  const uint32_t shard = shard_of(cells);
  Cell& cell = cells.at(shard, index);
  uint64_t before = cell.load(std::memory_order_relaxed);
  const auto after = [&] { return std::bit_cast<uint64_t>(std::bit_cast<double>(before) + by); };
  if (shard != 0) {
    cell.store(after(), std::memory_order_relaxed);
    return;
  }
  while (!cell.compare_exchange_weak(before, after(), std::memory_order_relaxed)) {
  }
}

// Sums over the shards; a moment's value while others record.
[[nodiscard]] uint64_t sum_of_counts(const Cells& cells, uint32_t index);
[[nodiscard]] double sum_of_doubles(const Cells& cells, uint32_t index);

// Sets the cell to zero in every shard. No thread may be recording in it.
void set_zero(const Cells& cells, uint32_t index);

// Hands out zeroed cells, which live as long as the store. Not thread-safe; allocates.
class CellStore {
 public:
  explicit CellStore(uint32_t workers) : shards_(workers + 1) {}

  // `count` is at most cells_per_shard. With chunks_max chunks in use, the cells' `first` is null.
  [[nodiscard]] Cells take(uint32_t count);

 private:
  const uint32_t shards_;
  std::vector<std::unique_ptr<Cell[]>> chunks_;
  Cell* last_ = nullptr;  // the last chunk's first cell, at the beginning of a cache line
  uint32_t used_ = cells_per_shard;  // of the last chunk
};

}  // namespace spark::metrics
