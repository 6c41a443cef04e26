// Chunks of cells; see cells.h.
#include "metrics/cells.h"

#include "base/assert.h"

namespace spark::metrics {

uint64_t sum_of_counts(const Cells& cells, uint32_t index) {
  uint64_t sum = 0;
  for (uint32_t shard = 0; shard < cells.shards; ++shard)
    sum += cells.at(shard, index).load(std::memory_order_relaxed);
  return sum;
}

double sum_of_doubles(const Cells& cells, uint32_t index) {
  double sum = 0;
  for (uint32_t shard = 0; shard < cells.shards; ++shard)
    sum += std::bit_cast<double>(cells.at(shard, index).load(std::memory_order_relaxed));
  return sum;
}

void set_zero(const Cells& cells, uint32_t index) {
  for (uint32_t shard = 0; shard < cells.shards; ++shard)
    cells.at(shard, index).store(0, std::memory_order_relaxed);
}

Cells CellStore::take(uint32_t count) {
  SPARK_ASSERT(count <= cells_per_shard, "cells of one handle lie in one chunk");
  if (used_ + count > cells_per_shard) {
    if (chunks_.size() == chunks_max) return {};
    const size_t bytes = static_cast<size_t>(shards_) * cells_per_shard * sizeof(Cell);
    size_t room = bytes + (cells_per_line - 1) * sizeof(Cell);
    chunks_.push_back(std::make_unique<Cell[]>(room / sizeof(Cell)));
    void* at = chunks_.back().get();
    last_ = static_cast<Cell*>(std::align(cells_per_line * sizeof(Cell), bytes, at, room));
    used_ = 0;
  }
  Cell* const first = last_ + used_;
  used_ += count;
  return {first, shards_};
}

}  // namespace spark::metrics
