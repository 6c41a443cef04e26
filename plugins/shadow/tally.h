// One worker's counts of comparisons, for the routes and the computed gauge: written by one thread
// alone, read by any, on cache lines of its own.
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

  // [the one writer]
  void pair(int64_t now_ns, bool match) noexcept {
    bump(match ? matches_ : mismatches_);
    window_.add(now_ns, match);
  }
  void error() noexcept { bump(errors_); }

  // Adds counts of another tally; see Window::add(). [the one writer]
  void add(const Totals& counted) noexcept {
    bump(matches_, counted.matches);
    bump(mismatches_, counted.mismatches);
    bump(errors_, counted.errors);
  }
  void add(int64_t epoch, Window::Sum counted) noexcept { window_.add(epoch, counted); }

  // Sets all counts to zero. [the one writer]
  void reset() noexcept {
    for (auto* count : {&matches_, &mismatches_, &errors_}) *count = 0;
    window_.reset();
  }

  // Counts since the tally was made or reset. [any]
  [[nodiscard]] Totals totals() const noexcept {
    return {matches_.load(std::memory_order_relaxed), mismatches_.load(std::memory_order_relaxed),
            errors_.load(std::memory_order_relaxed)};
  }
  [[nodiscard]] Window::Sum recent(int64_t now_ns) const noexcept { return window_.sum(now_ns); }

  template <class Each>
  void each_bucket(Each&& each) const {  // see Window::each_bucket() [any]
    window_.each_bucket(each);
  }

 private:
  static void bump(std::atomic<uint64_t>& count, uint64_t by = 1) noexcept {
    count.store(count.load(std::memory_order_relaxed) + by, std::memory_order_relaxed);
  }

  std::atomic<uint64_t> matches_{0};
  std::atomic<uint64_t> mismatches_{0};
  std::atomic<uint64_t> errors_{0};
  Window window_;
};

}  // namespace shadow
