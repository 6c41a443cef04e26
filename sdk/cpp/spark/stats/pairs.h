// spark/stats/pairs.h: two models on the same requests: which request is a pair, whose error it
// is, whether the scores match, and the sums and cells that figures of a day are computed from.
//
// Counting and counting again from recorded rows must follow one rule, so it stands here alone:
//
//   const PairedRequest seen = paired_request(code, production, candidate, delta, is_match);
//   sums += seen.sums;  if (seen.delta) ++deltas[pair_delta_cell(*seen.delta)];
//
// A pair is a request of which both models were asked; a model that waits for its features was not.
// A model errs when it fails, throws, has no finite score, is late, or is not asked since its
// breaker is open. What a client did wrong (4xx) counts nowhere. Both must have a score, and one
// target, to count for matches and distances. pair_figures.h computes figures from the sums.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "spark/abi.h"
#include "spark/stats/quantile_sketch.h"

namespace spark::stats {

// How times spread, in milliseconds: 1 us to 10 s, within 1 %.
using PairTimes = QuantileSketch<806>;
inline constexpr double pair_times_smallest_ms = 0.001;
inline constexpr double pair_times_error = 0.01;
// Without any. [any]
[[nodiscard]] inline PairTimes no_pair_times() {
  return {pair_times_smallest_ms, pair_times_error};
}

// Distances of scores by thousandths: cell i counts those from i / 1000 to below (i + 1) / 1000,
// the last one all above, too. [any]
inline constexpr size_t pair_delta_cells = 1'000;
[[nodiscard]] inline size_t pair_delta_cell(double delta) noexcept {
  if (!(delta > 0)) return 0;
  return static_cast<size_t>(std::min(delta * pair_delta_cells, pair_delta_cells - 1.0));
}

// What was counted of requests; copied freely, and changed by one thread at a time. Sums of several
// workers, minutes or hours add up.
struct PairSums {
  uint64_t requests = 0;  // of which production was asked
  uint64_t production_errors = 0;
  // Of which the candidate was asked as well. One that was left out by sampling, switched off, or
  // waits for its features makes no pair.
  uint64_t pairs = 0;
  uint64_t errors = 0;  // the candidate's, of pairs
  uint64_t scored = 0;  // pairs with two scores that can be compared
  uint64_t matches = 0;
  uint64_t production_only = 0;  // pairs in which production alone erred
  uint64_t candidate_only = 0;
  // Looks, some seconds apart, in which one of them alone erred more often than the other one
  // alone: errors come in bursts, of which each is one look's. A single request leaves both at 0.
  uint64_t production_worse = 0;
  uint64_t candidate_worse = 0;
  double delta_sum = 0;  // of scored ones
  double delta_squares = 0;

  static constexpr size_t counts_size = 10;
  static constexpr uint64_t PairSums::*counts[counts_size] = {&PairSums::requests,
                                                              &PairSums::production_errors,
                                                              &PairSums::pairs,
                                                              &PairSums::errors,
                                                              &PairSums::scored,
                                                              &PairSums::matches,
                                                              &PairSums::production_only,
                                                              &PairSums::candidate_only,
                                                              &PairSums::production_worse,
                                                              &PairSums::candidate_worse};
  // As documents name them, in that order. A name never stands for another count.
  static constexpr const char* names[counts_size] = {
      "requests", "production_errors", "pairs",          "errors",           "scored",
      "matches",  "production_only",   "candidate_only", "production_worse", "candidate_worse"};

  PairSums& operator+=(const PairSums& more) noexcept {
    for (uint64_t PairSums::*count : counts) this->*count += more.*count;
    delta_sum += more.delta_sum;
    delta_squares += more.delta_squares;
    return *this;
  }
  // Of what was counted earlier in the same place.
  PairSums& operator-=(const PairSums& before) noexcept {
    for (uint64_t PairSums::*count : counts) this->*count -= before.*count;
    delta_sum -= before.delta_sum;
    delta_squares -= before.delta_squares;
    return *this;
  }
  friend bool operator==(const PairSums&, const PairSums&) = default;

  // False for sums that no requests have: more matches than scores, and so on. [any]
  [[nodiscard]] bool makes_sense() const noexcept {
    return production_errors <= requests && pairs <= requests && errors <= pairs &&
           production_only <= production_errors && candidate_only <= errors &&
           production_worse <= production_only && candidate_worse <= candidate_only &&
           scored <= pairs && matches <= scored && std::isfinite(delta_sum) &&
           std::isfinite(delta_squares);
  }
};

// What one model said to one request, as its predict stage has it in the slots status, score and
// elapsed_ms, and a recorded row in the columns of these names.
struct PairedAnswer {
  int64_t status = SPARK_STATUS_SKIPPED;
  std::optional<double> score = {};
  std::optional<double> elapsed_ms = {};  // absent where it was not called

  // A breaker that keeps it out is an error of its own (SPARK_STATUS_ERROR). [any]
  [[nodiscard]] bool was_asked() const noexcept {
    return status != SPARK_STATUS_SKIPPED && status != SPARK_STATUS_NOT_READY;
  }
  [[nodiscard]] bool erred() const noexcept { return status != SPARK_STATUS_OK || !score; }
};

// The distance of two scores; nothing unless the candidate answered well, both have a score, and
// both predict the same. [any]
[[nodiscard]] inline std::optional<double> pair_delta(const PairedAnswer& production,
                                                      const PairedAnswer& candidate,
                                                      bool same_target) noexcept {
  if (!same_target || candidate.erred() || !production.score) return {};
  return std::abs(*candidate.score - *production.score);
}
// Whether two scores so far apart agree. [any]
[[nodiscard]] inline bool is_pair_match(const std::optional<double>& delta,
                                        double threshold) noexcept {
  return delta && *delta < threshold;
}

// What one request adds: one to each count that it belongs to, and a value to each histogram.
struct PairedRequest {
  PairSums sums;  // without requests: it counts nowhere, and has nothing below either
  std::optional<double> production_ms, candidate_ms, delta;
};

// The one rule. Order of the questions: was it the client's fault, was production asked, was the
// candidate asked, can the two scores be compared.
//
// `code` of the answer; `delta` and `is_match` as the functions above have them, or absent for a
// request that was not to be compared. [any]
[[nodiscard]] inline PairedRequest paired_request(int64_t code, const PairedAnswer& production,
                                                  const PairedAnswer& candidate,
                                                  const std::optional<double>& delta,
                                                  bool is_match) noexcept {
  PairedRequest seen;
  const bool is_clients_fault = code >= 400 && code < 500;
  if (is_clients_fault || !production.was_asked()) return seen;
  PairSums& sums = seen.sums;
  sums.requests = 1;
  sums.production_errors = production.erred() ? 1 : 0;
  seen.production_ms = production.elapsed_ms;
  if (!candidate.was_asked()) return seen;
  sums.pairs = 1;
  sums.errors = candidate.erred() ? 1 : 0;
  sums.production_only = sums.production_errors > sums.errors ? 1 : 0;
  sums.candidate_only = sums.errors > sums.production_errors ? 1 : 0;
  seen.candidate_ms = candidate.elapsed_ms;
  if (!production.score || !candidate.score || !delta) return seen;
  sums.scored = 1;
  sums.matches = is_match ? 1 : 0;
  sums.delta_sum = *delta;
  sums.delta_squares = *delta * *delta;
  seen.delta = delta;
  return seen;
}

}  // namespace spark::stats
