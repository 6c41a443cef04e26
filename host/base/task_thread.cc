// The loop of a TaskThread; see task_thread.h.
#include "base/task_thread.h"

#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <future>

#include "base/assert.h"

namespace spark::base {
namespace {

constexpr int low_priority_nice = 10;
constexpr size_t thread_name_bytes_max = 15;  // the kernel's

}  // namespace

TaskThread::TaskThread(std::string name, uint32_t queue_max, Priority priority)
    : name_(std::move(name)), queue_max_(queue_max), priority_(priority) {
  thread_ = std::thread([this] { loop(); });
  id_ = thread_.get_id();
}

TaskThread::~TaskThread() {
  stop();
}

bool TaskThread::enqueue(std::deque<Task>& lane, Task task) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || lane.size() >= queue_max_) return false;
    lane.push_back(std::move(task));
  }
  changed_.notify_one();
  return true;
}

bool TaskThread::post(Task task) {
  return enqueue(ordinary_, std::move(task));
}

bool TaskThread::post_first(Task task) {
  return enqueue(first_, std::move(task));
}

bool TaskThread::post_after(uint32_t delay_ms, Task task) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || delayed_.size() >= queue_max_) return false;
    delayed_.emplace(Clock::now() + std::chrono::milliseconds(delay_ms), std::move(task));
  }
  changed_.notify_one();
  return true;
}

void TaskThread::post_kept_after(uint32_t delay_ms, Task task) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    delayed_.emplace(Clock::now() + std::chrono::milliseconds(delay_ms), std::move(task));
  }
  changed_.notify_one();
}

uint32_t TaskThread::busy_ms() const {
  const std::lock_guard lock(mutex_);
  if (!is_busy_) return 0;
  const auto busy =
      std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - busy_since_);
  return static_cast<uint32_t>(std::max<int64_t>(1, busy.count()));
}

void TaskThread::drain() {
  SPARK_ASSERT(!is_current(), "a task thread cannot wait for itself");
  std::promise<void> reached;
  std::future<void> when_reached = reached.get_future();
  {
    const std::lock_guard lock(mutex_);
    // May exceed queue_max: drain() must not fail because the queue is full.
    if (stopping_) return;
    ordinary_.emplace_back([reached = std::move(reached)]() mutable { reached.set_value(); });
  }
  changed_.notify_one();
  when_reached.wait();
}

void TaskThread::stop() {
  SPARK_ASSERT(!is_current(), "a task thread cannot join itself");
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  const std::lock_guard joining(joining_);
  if (thread_.joinable()) thread_.join();
}

size_t TaskThread::queued() const {
  const std::lock_guard lock(mutex_);
  return first_.size() + ordinary_.size();
}

void TaskThread::move_due_locked() {
  const auto now = Clock::now();
  while (!delayed_.empty() && delayed_.begin()->first <= now) {
    ordinary_.push_back(std::move(delayed_.begin()->second));
    delayed_.erase(delayed_.begin());
  }
}

// The next task to run; an empty one when the thread is to end.
Task TaskThread::next() {
  std::unique_lock lock(mutex_);
  is_busy_ = false;
  while (true) {
    if (!stopping_) move_due_locked();
    std::deque<Task>& lane = first_.empty() ? ordinary_ : first_;
    if (!lane.empty()) {
      Task task = std::move(lane.front());
      lane.pop_front();
      is_busy_ = true;
      busy_since_ = Clock::now();
      return task;
    }
    if (stopping_) return {};
    if (delayed_.empty()) {
      changed_.wait(lock);
    } else {
      // A copy: the entry may move or go while the lock is released.
      const Clock::time_point due = delayed_.begin()->first;
      changed_.wait_until(lock, due);
    }
  }
}

void TaskThread::loop() {
  pthread_setname_np(pthread_self(), name_.substr(0, thread_name_bytes_max).c_str());
  // On Linux a thread has a nice value of its own. Failure is harmless: the thread then keeps its
  // normal priority.
  if (priority_ == Priority::low)
    setpriority(PRIO_PROCESS, static_cast<id_t>(gettid()), low_priority_nice);
  while (Task task = next()) task();
  std::multimap<Clock::time_point, Task> discarded;
  {
    const std::lock_guard lock(mutex_);
    discarded.swap(delayed_);
  }
}

}  // namespace spark::base
