// How many calls of all plugin objects have not ended, for the one who must wait until none is.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>

namespace spark::services {

// [any]
class Outstanding {
 public:
  void add() {
    const std::lock_guard lock(mutex_);
    ++count_;
  }
  void remove(size_t count) {
    if (count == 0) return;
    {
      const std::lock_guard lock(mutex_);
      count_ -= count;
      if (count_ > 0) return;
    }
    none_.notify_all();
  }
  // Returns when there is none, or after stop().
  void wait_for_none() {
    std::unique_lock lock(mutex_);
    none_.wait(lock, [this] { return count_ == 0 || is_stopped_; });
  }
  [[nodiscard]] bool is_none() const {
    const std::lock_guard lock(mutex_);
    return count_ == 0;
  }
  void stop() {
    {
      const std::lock_guard lock(mutex_);
      is_stopped_ = true;
    }
    none_.notify_all();
  }

 private:
  mutable std::mutex mutex_;  // guards the members below
  std::condition_variable none_;
  size_t count_ = 0;
  bool is_stopped_ = false;
};

}  // namespace spark::services
