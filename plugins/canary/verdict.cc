#include "verdict.h"

namespace canary {
namespace {

// Whether production breaks what an absolute test asks as well, over the last minutes.
bool is_common(Test test, const Plan& plan, const History& history, int64_t now_ms) {
  const bool is_errors = test == Test::errors;
  const Span span = history.span(now_ms, plan.limits[is_errors ? 1 : 0].window_ms,
                                 is_errors ? &Sums::pairs : &Sums::production_timed);
  const Sums& sums = span.sums;
  if (is_errors)
    return is_shared(sums.errors, sums.selected, sums.production_errors, sums.pairs,
                     plan.slo.errors);
  return is_shared(sums.over_slo, sums.timed, sums.production_over_slo, sums.production_timed,
                   slow_share);
}

void abort_for(Verdict& verdict, Cause cause) {
  if (verdict.judgement == Judgement::abort) return;
  verdict.judgement = Judgement::abort;
  verdict.cause = cause;
}

void wait_for(Verdict& verdict, Cause cause) {
  if (verdict.judgement != Judgement::none) return;
  verdict.judgement = Judgement::common_cause;
  verdict.cause = cause;
}

}  // namespace

Cause cause_of(const Limit& limit) {
  switch (limit.figure) {
    case Figure::latency:
      return Cause::latency_limit;
    case Figure::errors:
      return Cause::errors_limit;
    default:
      return Cause::match_limit;
  }
}

Verdict judge(const SequentialTests& tests, const Findings& limits, const Plan& plan,
              const History& history, int64_t now_ms) {
  Verdict verdict;
  if (tests.has_rejected(Test::paired)) abort_for(verdict, Cause::paired);
  if (tests.has_rejected(Test::by_arm)) abort_for(verdict, Cause::by_arm);
  for (const Test test : {Test::errors, Test::latency}) {
    if (!tests.has_rejected(test)) continue;
    const Cause cause = test == Test::errors ? Cause::error_evidence : Cause::latency_evidence;
    if (is_common(test, plan, history, now_ms)) {
      verdict.explains[test == Test::errors ? 0 : 1] = true;
      wait_for(verdict, cause);
    } else if (!tests.is_explained(test)) {
      abort_for(verdict, cause);
    }
  }
  for (const Finding& finding : limits) {
    if (!finding.is_judged || !finding.is_broken) continue;
    if (finding.is_shared) {
      wait_for(verdict, cause_of(*finding.limit));
    } else {
      abort_for(verdict, cause_of(*finding.limit));
    }
  }
  return verdict;
}

}  // namespace canary
