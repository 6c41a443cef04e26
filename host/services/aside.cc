#include "services/aside.h"

#include <condition_variable>
#include <mutex>
#include <thread>
#include <utility>

namespace spark::services {
struct Aside::Shared {
  std::atomic<bool> stop{false};
  std::mutex mutex;
  std::condition_variable ended;
  bool is_running = false;
};

Aside::Aside(std::chrono::milliseconds wait_at_end)
    : wait_at_end_(wait_at_end), shared_(std::make_shared<Shared>()) {}

Aside::~Aside() {
  shared_->stop.store(true);
  std::unique_lock lock(shared_->mutex);
  shared_->ended.wait_for(lock, wait_at_end_, [this] { return !shared_->is_running; });
}

bool Aside::is_free() const {
  const std::lock_guard lock(shared_->mutex);
  return !shared_->is_running;
}

void Aside::start(Work work) {
  if (is_at_once) return work(shared_->stop);
  {
    const std::lock_guard lock(shared_->mutex);
    shared_->is_running = true;
  }
  std::thread([shared = shared_, work = std::move(work)]() mutable {
    work(shared->stop);
    work = nullptr;
    const std::lock_guard lock(shared->mutex);
    shared->is_running = false;
    shared->ended.notify_all();
  }).detach();
}

}  // namespace spark::services
