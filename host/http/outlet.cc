#include "http/outlet.h"

#include <boost/asio/post.hpp>
#include <utility>

namespace spark::http {
namespace {

// The responses to so many scrapes are written in about a millisecond.
constexpr int tasks_a_turn = 16;

}  // namespace

void Outlet::post(std::function<void()> task) {
  const std::scoped_lock lock(mutex_);
  if (!open_) return;
  tasks_.push_back(std::move(task));
  if (std::exchange(scheduled_, true)) return;
  schedule();
}

void Outlet::shut() {
  const std::scoped_lock lock(mutex_);
  open_ = false;
}

void Outlet::schedule() {
  asio::post(io_, [self = shared_from_this()] { self->run(); });
}

void Outlet::run() {
  for (int i = 0; i < tasks_a_turn; ++i) {
    std::unique_lock lock(mutex_);
    if (tasks_.empty()) {
      scheduled_ = false;
      return;
    }
    const auto task = std::move(tasks_.front());
    tasks_.pop_front();
    lock.unlock();
    task();
  }
  schedule();
}

}  // namespace spark::http
