// The fixed limits: what they say about a history at one time. Pure.
#pragma once

#include <array>
#include <cstdint>

#include "history.h"
#include "plan.h"

namespace canary {

// What became of one limit.
struct Finding {
  const Limit* limit = nullptr;
  Span span;
  uint64_t samples = 0;
  double value = 0;  // ratio; of latency: the share of requests above the limit
  bool is_judged = false;
  bool is_broken = false;
  bool is_shared = false;  // production's own figures in the same window break it, too
};

using Findings = std::array<Finding, limits_count>;

// `since_ms` is when the history began: a limit "for 10 min" is judged after 10 min, not after the
// first seconds, whose few samples would break it by chance. [control]
[[nodiscard]] Findings judge_limits(const Plan& plan, const History& history, int64_t since_ms,
                                    int64_t now_ms);

// Whether production's share is above the limit, too: or so near to it that the candidate's being
// above is chance. Trouble of both comes and goes through the limit at about the same time, and
// the one that is first by a few requests did not cause it. [any]
[[nodiscard]] bool is_shared(uint64_t hits, uint64_t samples, uint64_t production_hits,
                             uint64_t production_samples, double limit);

// Whether so many of `samples` above a value mean that their 95 % quantile (nearest rank) is. [any]
[[nodiscard]] constexpr bool is_p95_above(uint64_t above, uint64_t samples) {
  return samples > 0 && samples - above < (95 * samples + 99) / 100;
}

}  // namespace canary
