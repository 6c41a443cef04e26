// What a canary in observe-only would have decided on requests that were recorded: the same course,
// fed with the pairs in the order of their times.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "course.h"
#include "run.h"
#include "times.h"

namespace canary {

// One request of which both models were asked.
struct RecordedPair {
  int64_t at_ms = 0;
  std::string symbol;
  std::optional<int64_t> ts_ms;
  int64_t sequence = 0;
  Sums sums;  // of it alone, neither selected nor left
  std::optional<double> candidate_ms;
  bool has_failed = false;  // its answer was a 5xx
};

// A step of the state that is on record in a real canary.
struct Step {
  int64_t at_ms = 0;
  State state;
};

class DryRun {
 public:
  // Begins with a start at that time. `pairs_per_ms` is the expected rate.
  DryRun(const Plan& plan, const Choice& choice, int64_t begin_ms, double pairs_per_ms);

  // The next pair; times do not go back.
  void take(const RecordedPair& pair);
  // Time goes on until then without another one.
  void end(int64_t until_ms);

  [[nodiscard]] bool is_over() const { return !is_under_way(course_.state()); }
  [[nodiscard]] const Course& course() const { return course_; }
  [[nodiscard]] const Run& run() const { return run_; }
  [[nodiscard]] Run& run() { return run_; }
  [[nodiscard]] const std::vector<Step>& steps() const { return steps_; }

 private:
  void go_to(int64_t now_ms);
  void tell(const Event& event, int64_t now_ms);

  Course course_;
  Run run_;
  std::vector<Step> steps_;
  Sums slot_;
  int64_t next_tick_ms_ = 0;
  TimeSketch times_ = no_times();  // of the phase
};

}  // namespace canary
