// A canary's plan: which share of the requests counts as the candidate's in each phase, when a
// phase ends, and what ends the canary.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace canary {

inline constexpr int64_t second_ms = 1'000;
inline constexpr int64_t minute_ms = 60 * second_ms;
inline constexpr int64_t hour_ms = 60 * minute_ms;

// Shares in millionths, as flags hold them.
inline constexpr uint32_t whole_ppm = 1'000'000;

// A phase ends when both have been met.
struct Phase {
  uint32_t split_ppm = 0;
  int64_t duration_ms = 30 * minute_ms;
  uint64_t samples = 300;  // of the canary's requests: pairs that the split selected

  [[nodiscard]] double split() const { return split_ppm / 1e6; }
};

// What a candidate is held to, over each phase; the tests by evidence ask the first two.
struct Slo {
  double p95_ms = 80;
  double errors = 0.01;
  double match = 0.95;
};

// Of a latency's p95: one answer in twenty may take longer.
inline constexpr double slow_share = 0.05;

// What a fixed limit is about.
enum class Figure : uint8_t { latency, errors, match };

// Broken when the figure of the window of `window_ms` is above the limit (match: below it).
struct Limit {
  const char* name;  // of the key, such as "errors_fast"
  Figure figure;
  double limit;  // milliseconds that 95 % must not exceed, or a ratio
  int64_t window_ms;
};

inline constexpr size_t limits_count = 4;

struct Plan {
  std::string name;
  std::vector<Phase> phases;
  Slo slo;
  std::array<Limit, limits_count> limits = {{{"latency", Figure::latency, 120, 10 * minute_ms},
                                             {"errors_slow", Figure::errors, 0.02, 10 * minute_ms},
                                             {"errors_fast", Figure::errors, 0.05, 5 * minute_ms},
                                             {"match", Figure::match, 0.90, 5 * minute_ms}}};
  int64_t hold_ms_max = 24 * hour_ms;
};

inline constexpr size_t phases_max = 20;
inline constexpr int64_t window_ms_max = hour_ms;

// Fewer samples say nothing about a rate; what a window has at least to be judged.
inline constexpr uint64_t samples_min = 100;

// What is wrong with it in one sentence; "": nothing. A plan that was read from bytes or a file is
// asked before it is used: splits ascend, so that a larger one keeps the smaller one's keys.
[[nodiscard]] std::string mistake_in(const Plan& plan);

// How long a phase takes at so many pairs a millisecond; its minimum duration at least. 0 where the
// rate is not known. [any]
[[nodiscard]] int64_t expected_ms(const Phase& phase, double pairs_per_ms);

// When a phase that makes no progress is given up: three times what was expected, six hours at
// least. [any]
[[nodiscard]] int64_t deadline_ms(int64_t expected_ms);

}  // namespace canary
