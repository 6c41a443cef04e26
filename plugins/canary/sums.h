// What is counted of a canary's requests, in one slot of 500 ms or one bucket of 10 s.
//
// A pair is one request of which production and candidate were both asked. A model errs when it
// fails, throws, has no finite score, is late or is not asked since its breaker is open; a model
// that waits for its features has not erred. Selected are the pairs that the split counts as the
// canary's; the others are production's.
#pragma once

#include <cstdint>

namespace canary {

inline constexpr int64_t slot_ms = 500;
inline constexpr int64_t bucket_ms = 10'000;

struct Sums {
  // Of all pairs.
  uint64_t pairs = 0;
  uint64_t production_errors = 0;
  uint64_t production_timed = 0;       // answered or late: it has a time
  uint64_t production_over_slo = 0;    // took longer than the SLO's p95
  uint64_t production_over_limit = 0;  // took longer than the limit's p95
  uint64_t candidate_only = 0;         // pairs in which the candidate alone erred
  uint64_t production_only = 0;
  uint64_t candidate_timed = 0;
  uint64_t candidate_over_slo = 0;
  uint64_t candidate_over_limit = 0;
  uint64_t pairs_scored = 0;  // both have a score
  uint64_t pairs_matched = 0;
  // Of those that were selected. In live, an error is an answer that was not the candidate's.
  uint64_t selected = 0;
  uint64_t errors = 0;
  uint64_t timed = 0;
  uint64_t over_slo = 0;
  uint64_t over_limit = 0;
  uint64_t scored = 0;
  uint64_t matches = 0;
  // Of the others: production's errors, so that each error has one arm.
  uint64_t other_arm_errors = 0;

  Sums& operator+=(const Sums& more) noexcept {
    pairs += more.pairs;
    production_errors += more.production_errors;
    production_timed += more.production_timed;
    production_over_slo += more.production_over_slo;
    production_over_limit += more.production_over_limit;
    candidate_only += more.candidate_only;
    production_only += more.production_only;
    candidate_timed += more.candidate_timed;
    candidate_over_slo += more.candidate_over_slo;
    candidate_over_limit += more.candidate_over_limit;
    pairs_scored += more.pairs_scored;
    pairs_matched += more.pairs_matched;
    selected += more.selected;
    errors += more.errors;
    timed += more.timed;
    over_slo += more.over_slo;
    over_limit += more.over_limit;
    scored += more.scored;
    matches += more.matches;
    other_arm_errors += more.other_arm_errors;
    return *this;
  }
  // These pairs are the canary's, so many of them erred; or they are not. Once.
  void select(uint64_t erred) noexcept {
    selected = pairs;
    errors = erred;
    timed = candidate_timed;
    over_slo = candidate_over_slo;
    over_limit = candidate_over_limit;
    scored = pairs_scored;
    matches = pairs_matched;
  }
  void leave() noexcept { other_arm_errors = production_errors; }

  // Of all pairs.
  [[nodiscard]] uint64_t candidate_errors() const {
    return production_errors - production_only + candidate_only;
  }

  friend bool operator==(const Sums&, const Sums&) = default;
};

inline constexpr size_t sums_words = sizeof(Sums) / sizeof(uint64_t);

// Whether it can have been counted: no part is larger than its whole. [any]
[[nodiscard]] constexpr bool makes_sense(const Sums& sums) {
  return sums.production_errors <= sums.pairs && sums.production_timed <= sums.pairs &&
         sums.production_over_slo <= sums.production_timed &&
         sums.production_over_limit <= sums.production_timed &&
         sums.production_only <= sums.production_errors &&
         sums.candidate_only <= sums.pairs - sums.production_errors &&
         sums.candidate_timed <= sums.pairs && sums.candidate_over_slo <= sums.candidate_timed &&
         sums.candidate_over_limit <= sums.candidate_timed && sums.pairs_scored <= sums.pairs &&
         sums.pairs_matched <= sums.pairs_scored && sums.selected <= sums.pairs &&
         sums.errors <= sums.selected && sums.timed <= sums.selected &&
         sums.over_slo <= sums.timed && sums.over_limit <= sums.timed &&
         sums.scored <= sums.selected && sums.matches <= sums.scored &&
         sums.other_arm_errors <= sums.pairs - sums.selected;
}

}  // namespace canary
