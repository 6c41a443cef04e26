// The decisions of a canary on the requests that a host was sent (scripted_canary.h), without a
// host: all of them together, and the fixed limits alone.
#pragma once

#include <optional>

#include "canary/plan.h"
#include "end_to_end/scripted_canary.h"

namespace spark::test {

// Seconds from the start until an abort; none: there is none.
struct Decided {
  std::optional<double> together_s;
  std::optional<double> limits_s;   // within the first phase, which goes on for that
  uint64_t selected_otherwise = 0;  // requests of which host and key disagree
};

[[nodiscard]] Decided decide(const Scene& scene, uint64_t seed, const LiveEnd& live,
                             const canary::Plan& plan);

}  // namespace spark::test
