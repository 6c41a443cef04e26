// A queue whose tasks a test runs by hand, one by one.
#pragma once

#include <deque>
#include <utility>

#include "base/task_queue.h"

namespace spark::test {

class ManualQueue final : public base::TaskQueue {
 public:
  bool post(base::Task task) override { return add(ordinary_, std::move(task)); }
  bool post_first(base::Task task) override { return add(first_, std::move(task)); }
  bool post_after(uint32_t, base::Task task) override { return add(delayed_, std::move(task)); }

  // Runs the next task; false if there is none.
  bool step() {
    auto& lane = first_.empty() ? ordinary_ : first_;
    return run(lane);
  }
  // The oldest of the delayed ones comes due.
  bool step_delayed() { return run(delayed_); }
  void run_all() {
    while (step()) {
    }
  }
  [[nodiscard]] bool is_idle() const { return first_.empty() && ordinary_.empty(); }

  bool is_full = false;

 private:
  bool add(std::deque<base::Task>& lane, base::Task task) {
    if (!is_full) lane.push_back(std::move(task));
    return !is_full;
  }
  static bool run(std::deque<base::Task>& lane) {
    if (lane.empty()) return false;
    base::Task task = std::move(lane.front());
    lane.pop_front();
    task();
    return true;
  }

  std::deque<base::Task> first_;
  std::deque<base::Task> ordinary_;
  std::deque<base::Task> delayed_;
};

}  // namespace spark::test
