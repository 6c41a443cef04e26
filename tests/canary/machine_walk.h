// Random walks through the canary's states, and the rules that no step may break.
#pragma once

#include <cstdint>
#include <string>

#include "canary/machine.h"
#include "spark/stats/random.h"

namespace canary::test {

[[nodiscard]] Plan short_plan();

// What came before a step that rules need besides the state.
struct Past {
  uint64_t aborted_epoch = 0;   // State::epoch right after the last abort or pause
  uint64_t order_at_abort = 0;  // the newest order asked for before it
};

// One step as a rule looks at it.
struct Taken {
  State before;
  Event event;
  Seen seen;
  Next next;
  uint32_t weight_ppm = 0;  // after it
};

// The one that is shipped, or one with a mistake.
struct Machine {
  Next (*step)(const State&, const Event&, const Seen&, const Plan&, int64_t) = canary::step;
  uint32_t (*weight_ppm)(const State&, const Plan&) = canary::weight_ppm;
};

// Which rule the step breaks; "": none.
//
//   observe-only never returns the candidate
//   the weight never exceeds the phase's
//   abort is legal and effective from every state
//   no data never advances
//   what was asked for before a safe action does not apply after it
//   a share opens by its record alone
[[nodiscard]] std::string broken_rule(const Taken& taken, const Past& past, const Plan& plan);

// Takes `length` random steps from the beginning; the first broken rule, "" if there is none.
// Orders and records may be as old as the walk.
[[nodiscard]] std::string walk(spark::stats::Random& random, const Plan& plan, int length,
                               const Machine& machine, uint32_t& kinds_seen);

}  // namespace canary::test
