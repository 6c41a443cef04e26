// How often each code was sent: a cell for every worker and code, which that worker writes and any
// thread reads.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/assert.h"
#include "base/count.h"
#include "base/worker.h"

namespace spark::http {

// The last place stands for all others.
inline constexpr std::array<uint16_t, 18> answer_codes = {
    200, 202, 204, 400, 401, 403, 404, 405, 408, 409, 413, 415, 417, 422, 500, 503, 504, 0};

class Tally {
 public:
  explicit Tally(uint32_t workers) : cells_(workers) {}

  void answered(uint32_t code) {  // [worker]
    SPARK_ASSERT(base::this_worker < cells_.size(), "workers answer requests");
    const auto* const known = std::find(answer_codes.begin(), answer_codes.end() - 1, code);
    cells_[base::this_worker].codes[static_cast<size_t>(known - answer_codes.begin())].add();
  }

  // Over all workers, of a place in answer_codes. [any]
  [[nodiscard]] uint64_t total(size_t place) const {
    uint64_t sum = 0;
    for (const Cell& cell : cells_) sum += cell.codes[place].get();
    return sum;
  }

 private:
  struct alignas(64) Cell {  // two workers share no cache line
    std::array<base::Count, answer_codes.size()> codes;
  };
  std::vector<Cell> cells_;
};

}  // namespace spark::http
