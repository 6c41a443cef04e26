#include "base/held_thread.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <utility>

namespace spark::base {

struct HeldThread::Shared {
  std::mutex mutex;  // guards the members below
  std::condition_variable changed;
  bool is_held = false;
  bool is_let_go = false;
  const std::function<void()>* work = nullptr;  // under way, or to be run next

  // Called by the thread that is held; returns when it is let go.
  void stay() {
    std::unique_lock lock(mutex);
    if (is_let_go) return;  // it came too late to be held
    is_held = true;
    changed.notify_all();
    for (;;) {
      changed.wait(lock, [this] { return is_let_go || work != nullptr; });
      if (work == nullptr) return;
      lock.unlock();
      (*work)();
      lock.lock();
      work = nullptr;
      changed.notify_all();
    }
  }
};

std::optional<HeldThread> HeldThread::hold(TaskQueue& thread, uint32_t ms_max) {
  HeldThread held(std::make_shared<Shared>());  // lets go when it is dropped
  const std::shared_ptr<Shared> shared = held.shared_;
  if (!thread.post_first([shared] { shared->stay(); })) return std::nullopt;
  {
    std::unique_lock lock(shared->mutex);
    if (!shared->changed.wait_for(lock, std::chrono::milliseconds(ms_max),
                                  [&] { return shared->is_held; }))
      return std::nullopt;
  }
  return held;
}

HeldThread::~HeldThread() {
  if (shared_ == nullptr) return;
  const std::lock_guard lock(shared_->mutex);
  shared_->is_let_go = true;
  shared_->changed.notify_all();
}

void HeldThread::run(const std::function<void()>& work) {
  std::unique_lock lock(shared_->mutex);
  shared_->work = &work;
  shared_->changed.notify_all();
  shared_->changed.wait(lock, [this] { return shared_->work == nullptr; });
}

}  // namespace spark::base
