// TaskQueue: the interface through which threads post work for another thread.
#pragma once

#include <cstdint>
#include <memory>
#include <type_traits>
#include <utility>

namespace spark::base {

// A callable without arguments that may own move-only values, such as a deferred response.
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

// Two lanes: tasks posted first-in-line run before all ordinary ones, so that a safe verb never
// waits behind a queue. Each lane is bounded. A full lane refuses a task, and the caller reports
// the refusal.
class TaskQueue {
 public:
  virtual ~TaskQueue() = default;

  // Runs `task` later, one at a time, in the order of posting within a lane. False if the lane is
  // full or the thread runs no more tasks; the caller's thread then destroys the task unrun. Tasks
  // must not throw. A task may post to its own thread. [any]
  [[nodiscard]] virtual bool post(Task task) = 0;
  [[nodiscard]] virtual bool post_first(Task task) = 0;

  // Posts `task` to the ordinary lane when `delay_ms` have passed. [any]
  [[nodiscard]] virtual bool post_after(uint32_t delay_ms, Task task) = 0;

  // The same for the host's own few tasks that must not be lost: refused by a thread that runs no
  // more tasks only. Its
  // poster has one such task under way at a time. [any]
  virtual void post_kept_after(uint32_t delay_ms, Task task) = 0;

  // For how long the present task has been running; 0: none runs. [any]
  [[nodiscard]] virtual uint32_t busy_ms() const { return 0; }
};

}  // namespace spark::base
