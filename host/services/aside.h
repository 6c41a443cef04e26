// One piece of slow work at a time, beside the thread that asks for it. Where a disk holds the work
// for ever, nobody waits for it: not the thread, and not the host's end.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <memory>

namespace spark::services {

class Aside {
 public:
  // What it captures must be its own: a disk that stalls may keep it beyond this object.
  using Work = std::function<void(const std::atomic<bool>& stop)>;

  // Longer than two looks of the work at `stop` are apart on a disk that works.
  explicit Aside(std::chrono::milliseconds wait_at_end = std::chrono::seconds(2));
  ~Aside();  // stops the work, and waits for it that long
  Aside(const Aside&) = delete;
  Aside& operator=(const Aside&) = delete;

  // The work that was started before has ended. On one thread, as the next one.
  [[nodiscard]] bool is_free() const;
  // Only if is_free(). The work has the priority of the calling thread.
  void start(Work work);

  // Work is done within start(), for tests.
  bool is_at_once = false;

 private:
  struct Shared;
  const std::chrono::milliseconds wait_at_end_;
  std::shared_ptr<Shared> shared_;
};

}  // namespace spark::services
