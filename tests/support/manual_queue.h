// A queue whose tasks a test runs by hand, one by one.
#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <map>
#include <utility>

#include "base/task_queue.h"

namespace spark::test {

class ManualQueue final : public base::TaskQueue {
 public:
  bool post(base::Task task) override { return add(ordinary_, std::move(task)); }
  bool post_first(base::Task task) override { return add(first_, std::move(task)); }
  bool post_after(uint32_t delay_ms, base::Task task) override {
    if (!is_full) delayed_.emplace(now_ms_ + delay_ms, std::move(task));
    return !is_full;
  }

  void post_kept_after(uint32_t delay_ms, base::Task task) override {
    delayed_.emplace(now_ms_ + delay_ms, std::move(task));
  }

  // Runs the next task; false if there is none.
  bool step() {
    auto& lane = first_.empty() ? ordinary_ : first_;
    return run(lane);
  }
  // The first of the delayed ones comes due; false if there is none.
  bool step_delayed() {
    if (delayed_.empty()) return false;
    now_ms_ = std::max(now_ms_, delayed_.begin()->first);
    return run_due();
  }
  // So much time passes: what comes due in it runs.
  void pass_ms(int64_t ms) {
    now_ms_ += ms;
    while (run_due()) {
    }
  }
  void run_all() {
    while (step()) {
    }
  }
  [[nodiscard]] size_t delayed() const { return delayed_.size(); }
  [[nodiscard]] bool is_idle() const { return first_.empty() && ordinary_.empty(); }

  bool is_full = false;

 private:
  bool add(std::deque<base::Task>& lane, base::Task task) {
    if (!is_full) lane.push_back(std::move(task));
    return !is_full;
  }
  bool run_due() {
    if (delayed_.empty() || delayed_.begin()->first > now_ms_) return false;
    base::Task task = std::move(delayed_.begin()->second);
    delayed_.erase(delayed_.begin());
    task();
    return true;
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
  std::multimap<int64_t, base::Task> delayed_;  // by when they are due
  int64_t now_ms_ = 0;
};

}  // namespace spark::test
