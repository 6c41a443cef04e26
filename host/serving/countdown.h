// Counts down to 0 as workers let go. A thread may wait for the end, or look later. The workers and
// that thread share ownership.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace spark::serving {

class Countdown {
 public:
  explicit Countdown(uint32_t count) : left_(count) {}

  void count_down() {  // [any]
    {
      const std::lock_guard lock(mutex_);
      --left_;
    }
    changed_.notify_one();
  }

  // Waits up to `ms_max` for the count to reach 0; whether it did.
  [[nodiscard]] bool wait(uint32_t ms_max) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, std::chrono::milliseconds(ms_max), [&] { return left_ == 0; });
  }
  [[nodiscard]] bool is_over() const {  // [any]
    const std::lock_guard lock(mutex_);
    return left_ == 0;
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  uint32_t left_;
};

}  // namespace spark::serving
