// A number that one thread changes and any thread reads.
#pragma once

#include <atomic>
#include <cstdint>

namespace spark::base {

// A monotone count (or a level, through sub) with a single writer: a plain add, not a locked one.
class Count {
 public:
  void add(uint64_t n = 1) { value_.store(get() + n, std::memory_order_relaxed); }
  void sub(uint64_t n = 1) { value_.store(get() - n, std::memory_order_relaxed); }
  [[nodiscard]] uint64_t get() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<uint64_t> value_{0};
};

}  // namespace spark::base
