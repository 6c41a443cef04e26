// Running something on a task thread and waiting for it.
#pragma once

#include <future>
#include <optional>
#include <utility>

#include "base/task_queue.h"

namespace spark::base {

// Runs `work` on `thread`, before the queued tasks, and returns its result. Nothing if the thread's
// queue is full or the thread was stopped. `thread` must not be waiting for the caller.
// [any thread but `thread`]
template <class F>
auto run_on(TaskQueue& thread, F work) -> std::optional<decltype(work())> {
  std::promise<decltype(work())> promise;
  auto future = promise.get_future();
  if (!thread.post_first([&] { promise.set_value(work()); })) return std::nullopt;
  return future.get();
}

}  // namespace spark::base
