// The final report of a replay, for people and for machines.
#pragma once

#include <boost/json/value.hpp>
#include <string>

#include "answers.h"
#include "sources.h"
#include "spark/tool/quantiles.h"

namespace spark::replay {

struct Report {
  std::string source;
  std::string spread;
  std::string target;  // the URL
  uint32_t connections = 1;
  market::Findings found;
  double duration_s = 0;
  tool::LatencySummary latency;
};

// Times in ms, rates as ratios, deltas as scores; null if not measured.
[[nodiscard]] boost::json::value as_json(const Report& report, const Tally& tally);

[[nodiscard]] std::string as_text(const Report& report, const Tally& tally);

}  // namespace spark::replay
