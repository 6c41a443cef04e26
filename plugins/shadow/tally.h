// What one worker counts of comparisons, for the routes and the computed gauge: written by that
// worker alone, read by any thread, on cache lines of its own.
#pragma once

#include <atomic>
#include <cstdint>

#include "window.h"

namespace shadow {

class alignas(64) Tally {
 public:
  struct Totals {
    uint64_t matches = 0;
    uint64_t mismatches = 0;
    uint64_t errors = 0;
  };

  void pair(int64_t now_ns, bool match) noexcept {
    bump(match ? matches_ : mismatches_);
    window_.add(now_ns, match);
  }
  void error() noexcept { bump(errors_); }

  // Since the plugin object was made. [any-thread]
  [[nodiscard]] Totals totals() const noexcept {
    return {matches_.load(std::memory_order_relaxed), mismatches_.load(std::memory_order_relaxed),
            errors_.load(std::memory_order_relaxed)};
  }
  [[nodiscard]] Window::Sum recent(int64_t now_ns) const noexcept { return window_.sum(now_ns); }

 private:
  static void bump(std::atomic<uint64_t>& count) noexcept {
    count.store(count.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  }

  std::atomic<uint64_t> matches_{0};
  std::atomic<uint64_t> mismatches_{0};
  std::atomic<uint64_t> errors_{0};
  Window window_;
};

}  // namespace shadow
