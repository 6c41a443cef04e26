// The course of one lineage's canary: its state, its tests and its windows, from slots of counts.
// Pure: time and counts are arguments, effects are the caller's to do. It is all that is kept over
// a restart.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "history.h"
#include "limits.h"
#include "machine.h"
#include "plan.h"
#include "sequential.h"
#include "verdict.h"

namespace canary {

class Course {
 public:
  // `plan` is of the run under way, or of none. [control]
  explicit Course(Plan plan, const Choice& choice = {});

  // Counts of the slot that begins at `slot_begin_ms`, all workers added up; each slot once. They
  // count while a canary is under way and not paused, if all of the slot is of that time. [control]
  void take(int64_t slot_begin_ms, const Sums& sums);

  // What has to be decided at this time, and what becomes of it: the state is the next one already
  // when this returns. Effects are in machine.h. [control]
  Next apply(const Event& event, int64_t now_ms);

  // Another plan and other tests, for the start that follows; nothing while a run is under way.
  // [control]
  void choose(Plan plan, const Choice& choice);

  // Takes the counts of `other`, and how long its phase was open, where it is of this one's run and
  // phase and has seen as much. Its state, which no record vouches for, is left. [control]
  void take_counts(const Course& other);

  [[nodiscard]] const State& state() const { return state_; }
  [[nodiscard]] const Plan& plan() const { return plan_; }
  [[nodiscard]] const SequentialTests& tests() const { return tests_; }
  [[nodiscard]] const Sums& phase() const { return phase_; }
  [[nodiscard]] int64_t since_ms() const { return since_ms_; }
  [[nodiscard]] const Verdict& verdict() const { return verdict_; }
  [[nodiscard]] Findings findings(int64_t now_ms) const {
    return judge_limits(plan_, history_, since_ms_, now_ms);
  }
  // Pairs a millisecond over the last ten minutes, or as many samples as there are; 0: not known.
  [[nodiscard]] double pairs_per_ms(int64_t now_ms) const;
  // The same before a run, as somebody else measured it.
  void expect_rate(double pairs_per_ms) { rate_before_ = pairs_per_ms; }

  // As bytes and back. read() throws spark::Error, with nothing changed, for bytes that are none.
  void write(spark::ByteWriter& out) const;
  void read(spark::ByteReader& in);

 private:
  [[nodiscard]] Seen look(int64_t now_ms);
  void begin_run(int64_t now_ms);

  Plan plan_;
  Choice choice_;
  State state_;
  SequentialTests tests_;
  History history_;
  Sums phase_;  // of the phase under way
  Verdict verdict_;
  int64_t since_ms_ = 0;        // when the run began
  int64_t split_since_ms_ = 0;  // a slot after the share changed last
  double rate_before_ = 0;
};

}  // namespace canary
