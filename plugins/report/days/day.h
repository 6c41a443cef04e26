// One day of a lineage, as it was measured: what is kept of it, and what reports are made of.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace report {

inline constexpr size_t hours = 24;

// Counted within an hour.
struct Counts {
  uint64_t predictions = 0;  // rows given to the candidate, but those that were not ready
  uint64_t errors = 0;       // those of them that failed or were late
  uint64_t not_ready = 0;
  uint64_t matches = 0;
  uint64_t mismatches = 0;
  uint64_t shadow_errors = 0;  // rows without a pair

  Counts& operator+=(const Counts& other);
  friend bool operator==(const Counts&, const Counts&) = default;
};

// Requests by how long the candidate took: `count` took at most `bound_ms`.
struct Bucket {
  double bound_ms = 0;  // infinity for the last one
  uint64_t count = 0;

  friend bool operator==(const Bucket&, const Bucket&) = default;
};

// PSI of the last seven days, as it stood when the day was last looked at.
struct PsiSeen {
  double overall = 0;
  double feature_max = 0;  // 0 where no feature has one
  std::string feature;     // whose it is
  int64_t at_ms = 0;

  friend bool operator==(const PsiSeen&, const PsiSeen&) = default;
};

// What the gates said last that day.
struct GatesSeen {
  int64_t verdict = 0;  // 1 GO, 0 NO_GO, -1 INCONCLUSIVE, -2 ERROR
  uint64_t passed = 0;
  std::string sha256;  // of the candidate that was judged
  int64_t at_ms = 0;

  friend bool operator==(const GatesSeen&, const GatesSeen&) = default;
};

struct Day {
  int64_t day = 0;
  uint64_t looks = 0;    // minutes of the day in which somebody measured: 1,440 in a whole one
  int64_t first_ms = 0;  // of what is counted here; both 0 where nothing was measured
  int64_t last_ms = 0;
  std::string version;  // the candidate's, at the last look
  std::string sha256;
  std::array<Counts, hours> by_hour;
  std::vector<Bucket> latency;  // cumulative, by bound
  double delta_sum = 0;         // of |candidate - production|, over the pairs
  uint64_t delta_count = 0;
  std::optional<PsiSeen> psi;
  std::optional<GatesSeen> gates;
  std::map<std::string, std::string> alerts;  // that fired: their severity, by name

  friend bool operator==(const Day&, const Day&) = default;
};

// One in which nothing was measured. [any]
[[nodiscard]] Day empty_day(int64_t day);
[[nodiscard]] Counts total(const Day& day);
// 95 % took at most so many milliseconds, on a straight line within a bucket; nothing without
// requests, or where it lies beyond the last bound. [any]
[[nodiscard]] std::optional<double> p95_ms(const std::vector<Bucket>& latency);

// As it is kept. of_bytes() throws spark::Error for what is none. [any]
[[nodiscard]] std::string bytes_of(const Day& day);
[[nodiscard]] Day day_of_bytes(std::string_view bytes);

}  // namespace report
