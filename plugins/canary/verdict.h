// What tests and limits say together: abort, wait, or go on. Pure.
//
// Evidence that compares the two models (paired, by arm) aborts. A limit or an absolute test that
// is broken while production breaks the same one in the same window is trouble that both have: the
// canary waits. Broken otherwise, it aborts.
#pragma once

#include "limits.h"
#include "sequential.h"
#include "state.h"

namespace canary {

struct Verdict {
  Judgement judgement = Judgement::none;
  Cause cause = Cause::none;          // of an abort, or which test or limit both broke
  bool explains[2] = {false, false};  // errors, latency: SequentialTests::explain() is due
};

// Of an abort for that limit.
[[nodiscard]] Cause cause_of(const Limit& limit);

[[nodiscard]] Verdict judge(const SequentialTests& tests, const Findings& limits, const Plan& plan,
                            const History& history, int64_t now_ms);

}  // namespace canary
