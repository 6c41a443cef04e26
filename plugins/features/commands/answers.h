// The responses' contents: each judged by itself, all of them counted.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "spark/tool/quantiles.h"

namespace spark::replay {

// One answer. Routes that know of no comparison (/ml/predict) leave `compared` false.
struct Judgement {
  uint32_t status = 0;
  bool compared = false;        // 200 with a "shadow" member
  bool pair = false;            // … that is a number
  bool match = false;           // meaningful for a pair
  std::optional<double> delta;  // of a pair
  bool readable = true;         // false: 200 with a body that is not a JSON object
};

[[nodiscard]] Judgement judge(uint32_t status, std::string_view body);

struct Tally {
  uint64_t answered = 0;
  uint64_t unanswered = 0;  // sent, and the connection was lost
  uint64_t unreadable = 0;
  std::map<uint32_t, uint64_t> statuses;  // at most a few hundred codes exist
  uint64_t pairs = 0;
  uint64_t matches = 0;
  uint64_t no_candidate = 0;  // compared, and no pair
  uint64_t deltas = 0;
  double delta_sum = 0;
  double delta_max = 0;
  std::string first_failure;  // "400 {"error":…}", shortened
  tool::LatencyRecorder latencies;

  void add(const Judgement& outcome, double latency_ms, std::string_view body);

  [[nodiscard]] uint64_t requests() const { return answered + unanswered; }
  [[nodiscard]] uint64_t failed() const;                   // not 200, unreadable, or unanswered
  [[nodiscard]] std::optional<double> match_rate() const;  // none without pairs
};

}  // namespace spark::replay
