// TaskThread: one named thread that runs posted tasks one after the other. Control, builder, jobs
// and writer are each a TaskThread: data of one thread needs no lock, and slow work delays only the
// tasks of its own thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <thread>

#include "base/task_queue.h"

namespace spark::base {

class TaskThread final : public TaskQueue {
 public:
  enum class Priority { normal, low };  // low: nice 10, for work that must not disturb the workers

  // Tools show `name` (15 bytes at most). `queue_max` bounds each lane, and the number of delayed
  // tasks.
  TaskThread(std::string name, uint32_t queue_max, Priority priority = Priority::normal);
  ~TaskThread() override;  // stop()

  TaskThread(const TaskThread&) = delete;
  TaskThread& operator=(const TaskThread&) = delete;

  [[nodiscard]] bool post(Task task) override;
  [[nodiscard]] bool post_first(Task task) override;
  [[nodiscard]] bool post_after(uint32_t delay_ms, Task task) override;
  void post_kept_after(uint32_t delay_ms, Task task) override;
  [[nodiscard]] uint32_t busy_ms() const override;

  // Returns when all tasks posted before the call, delayed ones excepted, have run. Call it on
  // another thread than this one.
  void drain();

  // Refuses new tasks, runs the queued ones, discards the delayed ones, joins. Idempotent.
  // Call it on another thread than this one.
  void stop();

  [[nodiscard]] bool is_current() const { return std::this_thread::get_id() == id_; }
  [[nodiscard]] const std::string& name() const { return name_; }

  // Queued in both lanes; a moment's value. [any]
  [[nodiscard]] size_t queued() const;

 private:
  using Clock = std::chrono::steady_clock;

  bool enqueue(std::deque<Task>& lane, Task task);
  void loop();
  void move_due_locked();
  [[nodiscard]] Task next();

  const std::string name_;
  const uint32_t queue_max_;
  const Priority priority_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Task> first_;
  std::deque<Task> ordinary_;
  std::multimap<Clock::time_point, Task> delayed_;
  bool stopping_ = false;
  Clock::time_point busy_since_;  // while a task runs
  bool is_busy_ = false;

  std::mutex joining_;
  std::thread thread_;
  std::thread::id id_;
};

}  // namespace spark::base
