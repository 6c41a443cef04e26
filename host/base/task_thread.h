// TaskThread: one named thread that runs posted tasks one after the other. Control, builder, jobs
// and writer are each one of these: what belongs to a thread needs no lock, and slow work queues up
// where it hurts nobody.
//
// Two lanes: tasks posted first-in-line run before all ordinary ones, so that a safe verb never
// waits behind a queue. Each lane is bounded; a full one refuses, and the caller says so to whoever
// asked.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <type_traits>
#include <utility>

namespace spark::base {

// A callable without arguments that may own what cannot be copied, such as a deferred answer.
// (std::move_only_function is not in this standard.)
class Task {
 public:
  Task() = default;

  template <class F, class = std::enable_if_t<!std::is_same_v<std::decay_t<F>, Task>>>
  Task(F&& f)  // implicit, so that lambdas can be posted as they stand
      : body_(std::make_unique<Holder<std::decay_t<F>>>(std::forward<F>(f))) {}

  void operator()() { body_->run(); }
  [[nodiscard]] explicit operator bool() const { return body_ != nullptr; }

 private:
  struct Body {
    virtual ~Body() = default;
    virtual void run() = 0;
  };
  template <class F>
  struct Holder final : Body {
    explicit Holder(F f) : call(std::move(f)) {}
    void run() override { call(); }
    F call;
  };
  std::unique_ptr<Body> body_;
};

class TaskThread {
 public:
  enum class Priority { normal, low };  // low: nice 10, for work that must not disturb the workers

  // `name` is what tools show (15 bytes at most are shown). `queue_max` bounds each lane, and the
  // number of delayed tasks.
  TaskThread(std::string name, uint32_t queue_max, Priority priority = Priority::normal);
  ~TaskThread();  // stop()

  TaskThread(const TaskThread&) = delete;
  TaskThread& operator=(const TaskThread&) = delete;

  // Runs `task` on the thread, in the order of posting within a lane. False if the lane is full or
  // the thread is stopping; the task is then destroyed unrun, on the caller. Tasks must not throw.
  // [any thread, the thread itself included]
  [[nodiscard]] bool post(Task task);
  [[nodiscard]] bool post_first(Task task);

  // Joins the ordinary lane when `delay_ms` have passed. [any thread]
  [[nodiscard]] bool post_after(uint32_t delay_ms, Task task);

  // Returns when all that was posted before the call, delayed tasks excepted, has run.
  // [any thread but this one]
  void drain();

  // Refuses new tasks, runs the queued ones, discards the delayed ones, joins. Idempotent.
  // [any thread but this one]
  void stop();

  [[nodiscard]] bool is_current() const { return std::this_thread::get_id() == id_; }
  [[nodiscard]] const std::string& name() const { return name_; }

  // Queued in both lanes; a moment's value. [any thread]
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

  std::mutex joining_;
  std::thread thread_;
  std::thread::id id_;
};

}  // namespace spark::base
