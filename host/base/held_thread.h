// A task thread that is held between two of its tasks, so that others can be sure of its rest.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "base/task_queue.h"

namespace spark::base {

class HeldThread {
 public:
  // Waits until the thread has ended what it is doing, `ms_max` at most, and holds it. Nothing if
  // that took longer, if the thread's queue is full, or if the thread was stopped; then it is not
  // held later either. `thread` must not be waiting for the caller. [any thread but `thread`]
  [[nodiscard]] static std::optional<HeldThread> hold(TaskQueue& thread, uint32_t ms_max);

  // Lets the thread go on with what has been posted.
  ~HeldThread();
  HeldThread(HeldThread&&) noexcept = default;
  HeldThread& operator=(HeldThread&& other) noexcept {
    std::swap(shared_, other.shared_);
    return *this;
  }
  HeldThread(const HeldThread&) = delete;
  HeldThread& operator=(const HeldThread&) = delete;

  // Runs `work` on the held thread and returns when it has ended.
  void run(const std::function<void()>& work);

 private:
  struct Shared;
  explicit HeldThread(std::shared_ptr<Shared> shared) : shared_(std::move(shared)) {}

  std::shared_ptr<Shared> shared_;
};

}  // namespace spark::base
