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
  bool not_ready = false;       // 422 with what is missing: the pipeline waits for features
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
  uint64_t not_ready = 0;
  std::map<uint32_t, uint64_t> statuses;  // at most a few hundred codes exist
  uint64_t pairs = 0;
  uint64_t matches = 0;
  uint64_t no_candidate = 0;  // compared, and no pair
  uint64_t deltas = 0;
  double delta_sum = 0;
  double delta_max = 0;
  std::string first_failure;        // "400 {"error":…}", shortened
  tool::LatencyRecorder latencies;  // of all answers but those that were not ready

  void add(const Judgement& outcome, double latency_ms, std::string_view body);

  [[nodiscard]] uint64_t requests() const { return answered + unanswered; }
  // Neither 200 nor not ready, unreadable, or unanswered.
  [[nodiscard]] uint64_t failed() const;
  // Whether nothing failed, and something was answered with 200: no answers are no success.
  [[nodiscard]] bool passes() const;
  [[nodiscard]] std::optional<double> match_rate() const;  // none without pairs
};

}  // namespace spark::replay
